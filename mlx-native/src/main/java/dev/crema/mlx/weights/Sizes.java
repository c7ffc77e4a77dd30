package dev.crema.mlx.weights;

/** Sizes computed from numbers that a file claims, which may be absurd. */
final class Sizes {
    private Sizes() {}

    /** {@code product(shape) * elementBytes}, or -1 if that is beyond a long. Dimensions are not negative. */
    static long product(int[] shape, int elementBytes) {
        long size = elementBytes;
        boolean overflow = false;
        for (int dimension : shape) {
            if (dimension == 0) {
                return 0;
            }
            overflow |= size > Long.MAX_VALUE / dimension;
            size = overflow ? 1 : size * dimension;
        }
        return overflow ? -1 : size;
    }
}
