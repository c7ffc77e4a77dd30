package dev.crema.app.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AmountsTest {
    @Test
    void sizesAreDecimalAsDisksAre() {
        assertThat(Amounts.bytes(98_362_432)).isEqualTo("98 MB");
        assertThat(Amounts.bytes(4_300_000_000L)).isEqualTo("4.3 GB");
    }
}
