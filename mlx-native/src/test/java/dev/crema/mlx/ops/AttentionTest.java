package dev.crema.mlx.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.binding.NativeRuntime;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernels against sums in double precision, for sizes that fill neither vectors nor tiles nor blocks. */
class AttentionTest {
    private static final Rope UNROTATED = new Rope(8, false, 10_000, 0, null);

    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 8, 0, 1",
        "2, 3, 64, 0, 130",
        "1, 8, 24, 63, 65",
        "3, 1, 40, 64, 64",
        "2, 2, 80, 200, 7",
        "1, 4, 128, 300, 100",
        "2, 5, 16, 500, 1",
        "1, 7, 96, 1, 257"
    })
    void eachRowAttendsToAllBeforeItAndItself(int kvHeads, int group, int dim, int before, int rows) {
        Random random = new Random(dim * 1000L + rows);
        int heads = kvHeads * group;
        int length = before + rows;
        float[] queries = numbers(random, length * heads * dim);
        float[] keys = numbers(random, length * kvHeads * dim);
        float[] values = numbers(random, length * kvHeads * dim);
        float scale = 0.3f;
        try (MlxScope scope = MlxScope.open()) {
            MlxArray keyPlane = MlxArray.zeros(DType.FLOAT32, 1, kvHeads, length, dim);
            MlxArray valuePlane = MlxArray.zeros(DType.FLOAT32, 1, kvHeads, length, dim);
            long[] planes = {keyPlane.handle(), valuePlane.handle()};
            float[] out = {};
            for (int[] run : new int[][] {{0, before}, {before, length}}) {
                if (run[0] < run[1]) {
                    out = Attention.rows(
                                    rows(queries, heads, dim, run),
                                    rows(keys, kvHeads, dim, run),
                                    rows(values, kvHeads, dim, run),
                                    planes,
                                    run[0],
                                    UNROTATED,
                                    scale)
                            .toFloats();
                }
            }
            for (int row = 0; row < rows; row++) {
                for (int head = 0; head < heads; head++) {
                    double[] wanted = attended(queries, keys, values, before + row, head, heads, kvHeads, dim, scale);
                    for (int i = 0; i < dim; i++) {
                        assertThat((double) out[(row * heads + head) * dim + i])
                                .as("row %d, head %d, number %d", row, head, i)
                                .isCloseTo(wanted[i], within(2e-5));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 16, 8", "3, 100, 1000", "8, 577, 1540", "9, 64, 64", "1, 1536, 576"})
    void aProductOfFewRowsIsThatOfMany(int rows, int depth, int width) {
        Random random = new Random(depth);
        float[] x = numbers(random, rows * depth);
        float[] w = numbers(random, depth * width);
        try (MlxScope scope = MlxScope.open()) {
            float[] out = Ops.matmul(MlxArray.ofFloats(x, rows, depth), MlxArray.ofFloats(w, depth, width))
                    .toFloats();
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < width; column++) {
                    double sum = 0;
                    for (int i = 0; i < depth; i++) {
                        sum += (double) x[row * depth + i] * w[i * width + column];
                    }
                    assertThat((double) out[row * width + column]).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }

    private static MlxArray rows(float[] numbers, int heads, int dim, int[] run) {
        int width = heads * dim;
        return MlxArray.ofFloats(
                java.util.Arrays.copyOfRange(numbers, run[0] * width, run[1] * width), run[1] - run[0], heads, dim);
    }

    private static double[] attended(
            float[] q, float[] k, float[] v, int row, int head, int heads, int kvHeads, int dim, float scale) {
        int kvHead = head / (heads / kvHeads);
        double[] weights = new double[row + 1];
        double largest = Double.NEGATIVE_INFINITY;
        for (int t = 0; t <= row; t++) {
            for (int i = 0; i < dim; i++) {
                weights[t] += (double) q[(row * heads + head) * dim + i] * k[(t * kvHeads + kvHead) * dim + i] * scale;
            }
            largest = Math.max(largest, weights[t]);
        }
        double total = 0;
        double[] out = new double[dim];
        for (int t = 0; t <= row; t++) {
            double weight = Math.exp(weights[t] - largest);
            total += weight;
            for (int i = 0; i < dim; i++) {
                out[i] += weight * v[(t * kvHeads + kvHead) * dim + i];
            }
        }
        for (int i = 0; i < dim; i++) {
            out[i] /= total;
        }
        return out;
    }

    private static float[] numbers(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-2, 2);
        }
        return numbers;
    }
}
