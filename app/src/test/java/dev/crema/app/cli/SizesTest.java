package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SizesTest {
    @Test
    void sizesAreDecimalAsDisksAre() {
        assertThat(Sizes.text(98_362_432)).isEqualTo("98 MB");
        assertThat(Sizes.text(4_300_000_000L)).isEqualTo("4.3 GB");
    }
}
