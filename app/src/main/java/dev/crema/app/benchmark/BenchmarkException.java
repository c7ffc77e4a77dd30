package dev.crema.app.benchmark;

/** The benchmark cannot be run or go on. The message says what happened, why and what to do next. */
public final class BenchmarkException extends RuntimeException {
    /** With a message for the user. */
    public BenchmarkException(String message) {
        super(message);
    }

    /** As above, keeping the cause for the log. */
    public BenchmarkException(String message, Throwable cause) {
        super(message, cause);
    }
}
