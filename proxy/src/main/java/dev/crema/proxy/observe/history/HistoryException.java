package dev.crema.proxy.observe.history;

import java.io.Serial;

/** The history cannot be read. The message says why and what to do next. */
public final class HistoryException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    HistoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
