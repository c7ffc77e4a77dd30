package dev.crema.mlx.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChipTest {
    @ParameterizedTest
    @CsvSource({
        "Apple M1, 1, BASE",
        "Apple M1 Pro, 1, PRO",
        "Apple M1 Max, 1, MAX",
        "Apple M1 Ultra, 1, ULTRA",
        "Apple M2, 2, BASE",
        "Apple M2 Ultra, 2, ULTRA",
        "Apple M3 Pro, 3, PRO",
        "Apple M3 Ultra, 3, ULTRA",
        "Apple M4, 4, BASE",
        "Apple M4 Max, 4, MAX",
        "Apple M5, 5, BASE",
        "Apple M5 Max, 5, MAX",
        "Apple M12 Ultra, 12, ULTRA",
        "Apple M3 (Virtual), 3, BASE",
        "'  Apple M3 Max ', 3, MAX"
    })
    void applesBrandStringsTellGenerationAndTier(String brand, int generation, Chip.Tier tier) {
        assertThat(Chip.of(brand)).isEqualTo(new Chip(brand.strip(), generation, tier));
    }

    @ParameterizedTest
    @CsvSource({"Apple processor", "Apple A18 Pro", "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz", "VirtualApple @ 2.50GHz"
    })
    void otherChipsAreOther(String brand) {
        assertThat(Chip.of(brand)).isEqualTo(new Chip(brand, 0, Chip.Tier.OTHER));
    }

    @Test
    void aNewSecondNameIsNotTakenForPro() {
        assertThat(Chip.of("Apple M7 Extreme").tier()).isEqualTo(Chip.Tier.BASE);
    }
}
