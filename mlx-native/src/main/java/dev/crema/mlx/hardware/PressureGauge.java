package dev.crema.mlx.hardware;

/**
 * Turns readings into a level that does not flutter: it rises with the first reading that is worse, and falls only after
 * {@value #CALM_READINGS} in a row that are better by a margin. One thread.
 */
final class PressureGauge {
    /** Readings in a row that must be better before the level falls. */
    static final int CALM_READINGS = 5;

    private static final long GB = 1L << 30;
    /** Where the system states no level: the part of memory, and the size, below which it is short. The smaller counts. */
    private static final double WARN_PART = 0.12;

    private static final long WARN_BYTES = 8 * GB;
    private static final double CRITICAL_PART = 0.05;
    private static final long CRITICAL_BYTES = 3 * GB;
    /** By how much more must be available for a lower level. */
    private static final double MARGIN = 1.25;

    private PressureLevel level = PressureLevel.NORMAL;
    private int calm;

    /** The level after one more reading. */
    PressureLevel next(MemorySource.Reading reading) {
        PressureLevel now = level(reading, 1);
        if (now.compareTo(level) >= 0) {
            calm = 0;
            level = now;
            return level;
        }
        PressureLevel eased = level(reading, MARGIN);
        calm = eased.compareTo(level) < 0 ? calm + 1 : 0;
        if (calm >= CALM_READINGS) {
            calm = 0;
            level = eased;
        }
        return level;
    }

    private static PressureLevel level(MemorySource.Reading reading, double margin) {
        if (reading.kernel() != null) {
            return reading.kernel();
        }
        double available = reading.availableBytes() / margin;
        if (available < Math.min(CRITICAL_PART * reading.totalBytes(), CRITICAL_BYTES)) {
            return PressureLevel.CRITICAL;
        }
        return available < Math.min(WARN_PART * reading.totalBytes(), WARN_BYTES)
                ? PressureLevel.WARN
                : PressureLevel.NORMAL;
    }
}
