package dev.crema.mlx.hardware;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A processor by its brand string.
 *
 * @param name the brand string, for example {@code Apple M3 Max}
 * @param generation the number after Apple's M; 0 for any other
 * @param tier its size within the generation
 */
public record Chip(String name, int generation, Tier tier) {
    private static final Pattern APPLE = Pattern.compile("Apple M(\\d+)(?: (Pro|Max|Ultra))?\\b.*");

    /** Sizes of Apple's chips. Memory bandwidth about doubles from one to the next. */
    public enum Tier {
        /** M1, M2 and so on, without a second name. */
        BASE(""),
        /** Pro. */
        PRO(" Pro"),
        /** Max. */
        MAX(" Max"),
        /** Ultra: two Max. */
        ULTRA(" Ultra"),
        /** Not one of Apple's M chips. */
        OTHER("");

        private final String suffix;

        Tier(String suffix) {
            this.suffix = suffix;
        }
    }

    /** Reads a brand string as macOS ({@code machdep.cpu.brand_string}) and Linux ({@code /proc/cpuinfo}) give it. */
    public static Chip of(String brand) {
        String name = brand.strip();
        Matcher apple = APPLE.matcher(name);
        if (!apple.matches()) {
            return new Chip(name, 0, Tier.OTHER);
        }
        String second = apple.group(2);
        Tier tier = second == null ? Tier.BASE : Tier.valueOf(second.toUpperCase(Locale.ROOT));
        return new Chip(name, Integer.parseInt(apple.group(1)), tier);
    }

    /** The chip of that place, with the brand string it has. */
    static Chip apple(int generation, Tier tier) {
        return new Chip("Apple M" + generation + tier.suffix, generation, tier);
    }

    /** Whether it is one of Apple's M chips. */
    public boolean isAppleM() {
        return generation > 0;
    }
}
