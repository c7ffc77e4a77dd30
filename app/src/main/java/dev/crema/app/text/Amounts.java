package dev.crema.app.text;

import java.util.Locale;

/** Numbers for people. */
public final class Amounts {
    private static final int STEP_LENGTH = 48;

    private Amounts() {}

    /** Decimal megabytes or gigabytes, as disks and downloads are sold: {@code 98 MB}, {@code 4.3 GB}. */
    public static String bytes(long bytes) {
        return bytes < 1_000_000_000L
                ? Math.round(bytes / 1e6) + " MB"
                : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }

    /** Digits in groups of three. */
    public static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    /** Three digits that count: {@code 812}, {@code 9,412}, {@code 128 k}, {@code 1.24 M}. */
    public static String brief(long value) {
        if (value < 10_000) {
            return count(value);
        }
        if (value < 999_500) {
            return String.format(Locale.ROOT, value < 99_950 ? "%.1f k" : "%.0f k", value / 1e3);
        }
        return value < 999_500_000L
                ? String.format(
                        Locale.ROOT,
                        value < 9_995_000 ? "%.2f M" : value < 99_950_000 ? "%.1f M" : "%.0f M",
                        value / 1e6)
                : String.format(Locale.ROOT, "%.2f G", value / 1e9);
    }

    /** A share from 0 to 1; never 100 % for a little less. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", Math.floor(share * 1000 + 1e-9) / 10);
    }

    /** US dollars with cents, or more digits where cents would hide it. */
    public static String dollars(double value) {
        return String.format(Locale.ROOT, value != 0 && value < 0.1 ? "$%.4f" : "$%,.2f", value);
    }

    /** The two largest units: {@code 3 h 12 min}. */
    public static String duration(double seconds) {
        if (seconds < 60) {
            return seconds(seconds);
        }
        long minutes = (long) seconds / 60;
        return minutes < 60
                ? minutes + " min " + (long) seconds % 60 + " s"
                : count(minutes / 60) + " h " + minutes % 60 + " min";
    }

    /** {@code 0.42 s}, {@code 12.3 s}. */
    public static String seconds(double seconds) {
        return String.format(Locale.ROOT, seconds < 10 ? "%.2f s" : "%.1f s", seconds);
    }

    /** A sentence short enough for a menu. */
    public static String shortened(String text) {
        return text.length() <= STEP_LENGTH
                ? text
                : text.substring(0, STEP_LENGTH - 1).strip() + "…";
    }
}
