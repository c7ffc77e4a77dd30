package dev.crema.app.cli;

import java.util.Locale;

/** Byte counts for people. */
final class Sizes {
    private Sizes() {}

    /** Decimal megabytes or gigabytes, as disks and downloads are sold: {@code 98 MB}, {@code 4.3 GB}. */
    static String text(long bytes) {
        return bytes < 1_000_000_000L
                ? Math.round(bytes / 1e6) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
