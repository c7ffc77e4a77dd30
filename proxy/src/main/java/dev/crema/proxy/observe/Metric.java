package dev.crema.proxy.observe;

/**
 * A number somebody outside of this package keeps, as the metrics document shows it.
 *
 * @param name in Prometheus' style: snake case, the unit at the end; a counter's ends in {@code _total}
 * @param help what it tells, one line
 */
public record Metric(String name, Type type, String help, long value) {
    /** How it moves. */
    public enum Type {
        /** Up and down. */
        GAUGE,
        /** Up only, from the start. */
        COUNTER
    }

    /** A number that goes up and down. */
    public static Metric gauge(String name, String help, long value) {
        return new Metric(name, Type.GAUGE, help, value);
    }

    /** A number that only grows. */
    public static Metric counter(String name, String help, long value) {
        return new Metric(name, Type.COUNTER, help, value);
    }
}
