package dev.crema.mlx.hub;

import java.io.IOException;
import java.time.Duration;

/**
 * How often what failed is tried again, and after what time: each wait is twice the one before.
 *
 * @param attempts in a row that may fail without a byte of progress
 * @param first wait after the first of them
 * @param longest wait
 */
public record Retries(int attempts, Duration first, Duration longest) {
    /** A hub that asks for more is not waited for. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    /** Something that may be tried again. */
    interface Attempt<T> {
        T run() throws IOException, InterruptedException;
    }

    /** Half a minute of trouble in a row; a connection that comes back later is taken up by resuming the pull. */
    public static Retries usual() {
        return new Retries(6, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    /** Fewer attempts, for what a person waits for. */
    Retries atMost(int fewer) {
        return new Retries(Math.min(attempts, fewer), first, longest);
    }

    /** @throws HubException when all attempts failed */
    <T> T run(HubAccess hub, Attempt<T> attempt) throws InterruptedException {
        for (int failures = 1; ; failures++) {
            try {
                return attempt.run();
            } catch (IOException e) {
                waitAfter(failures, e, hub);
            }
        }
    }

    /**
     * Waits before the next attempt.
     *
     * @param failures how many in a row failed
     * @throws HubException if that were enough
     */
    void waitAfter(int failures, IOException cause, HubAccess hub) throws InterruptedException {
        if (failures >= attempts) {
            String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            throw new HubException(
                    HubException.Reason.UNREACHABLE,
                    "The hub at " + hub.base() + " could not be reached or broke off " + failures + " times in a row ("
                            + why + "). Check the network and try again: what has arrived is kept.",
                    cause);
        }
        Thread.sleep(delay(failures, cause));
    }

    private Duration delay(int failures, IOException cause) {
        Duration asked = cause instanceof BusyException busy ? busy.retryAfter() : null;
        if (asked != null) {
            return shorter(asked, LONGEST_ASKED);
        }
        return shorter(first.multipliedBy(1L << Math.min(failures - 1, 20)), longest);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
