package dev.crema.mlx.hardware;

import java.util.Locale;

/** Sizes of memory for people. */
public final class ByteText {
    private static final long GB = 1L << 30;

    private ByteText() {}

    /** In binary units, as memory is sold: {@code 768 MB}, {@code 3.4 GB}, {@code 16 GB}. */
    public static String of(long bytes) {
        return bytes < GB
                ? (bytes >> 20) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / (double) GB).replace(".0 GB", " GB");
    }
}
