package dev.crema.proxy.chat;

/** Wall times of one request in nanoseconds; the parts a backend cannot tell are 0. */
public record Timings(long queueNanos, long prefillNanos, long decodeNanos) {
    /** Nothing known. */
    public static final Timings UNKNOWN = new Timings(0, 0, 0);
}
