package dev.crema.mlx.ops;

import dev.crema.mlx.array.MlxArray;
import org.jspecify.annotations.Nullable;

/**
 * Rotary position embedding (Su et al. 2021): how queries and keys are rotated by their position.
 *
 * @param dims how many of a head's dimensions are rotated
 * @param traditional whether neighbouring dimensions are paired instead of the two halves
 * @param base the frequencies' base (theta); unused with {@code frequencies}
 * @param scale factor on positions
 * @param frequencies own frequencies [dims / 2], kept for the model's life; null for those of {@code base}
 */
public record Rope(
        int dims,
        boolean traditional,
        float base,
        float scale,
        @Nullable MlxArray frequencies) {
    long frequenciesHandle() {
        return frequencies == null ? 0 : frequencies.handle();
    }
}
