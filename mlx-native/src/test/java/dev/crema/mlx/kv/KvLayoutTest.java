package dev.crema.mlx.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.array.DType;
import org.junit.jupiter.api.Test;

class KvLayoutTest {
    @Test
    void aTokenOfTheDefaultModelTakesAQuarterInEightBitsAndASixthInFour() {
        KvLayout layout = new KvLayout(30, 3, 64, DType.FLOAT32);
        assertThat(layout.bytesPerToken()).isEqualTo(2 * 30 * 3 * 256);
        assertThat(layout.withFormat(KvFormat.Q8).bytesPerToken()).isEqualTo(2 * 30 * 3 * (64 + 4 + 4));
        assertThat(layout.withFormat(KvFormat.Q4).bytesPerToken()).isEqualTo(2 * 30 * 3 * (32 + 4 + 4));
    }

    @Test
    void scalesAndBiasesHaveTheModelsType() {
        KvLayout layout = new KvLayout(36, 8, 128, DType.BFLOAT16);
        assertThat(layout.withFormat(KvFormat.Q8).bytesPerToken()).isEqualTo(2 * 36 * 8 * (128 + 2 * 2 + 2 * 2));
        assertThat(layout.withFormat(KvFormat.Q4).bytesPerToken()).isEqualTo(2 * 36 * 8 * (64 + 2 * 2 + 2 * 2));
    }

    @Test
    void headsThatAreNoMultipleOf64HaveGroupsOf32() {
        KvLayout layout = new KvLayout(2, 4, 96, DType.FLOAT16, KvFormat.Q8);
        assertThat(layout.groupSize()).isEqualTo(32);
        assertThat(layout.planes()).extracting(KvLayout.Plane::width).containsExactly(24, 3, 3, 24, 3, 3);
    }

    @Test
    void headsWithoutGroupsStayInTheModelsPrecision() {
        KvLayout layout = new KvLayout(2, 4, 80, DType.FLOAT16);
        assertThat(layout.withFormat(KvFormat.Q4)).isEqualTo(layout);
        assertThatThrownBy(() -> new KvLayout(2, 4, 80, DType.FLOAT16, KvFormat.Q8))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("80");
    }

    @Test
    void theModelsPrecisionComesBack() {
        KvLayout layout = new KvLayout(2, 4, 64, DType.FLOAT16);
        assertThat(layout.withFormat(KvFormat.Q4).withFormat(KvFormat.MODEL)).isEqualTo(layout);
    }
}
