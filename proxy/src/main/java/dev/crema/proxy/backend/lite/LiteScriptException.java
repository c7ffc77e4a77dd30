package dev.crema.proxy.backend.lite;

import java.util.List;

/** A script cannot be used; the message lists every error with its place. */
public final class LiteScriptException extends RuntimeException {
    /**
     * Errors of one script.
     *
     * @param source the file, or what stands for it
     * @param errors at least one, each beginning with its place
     */
    public LiteScriptException(String source, List<String> errors) {
        super(source + ":\n  " + String.join("\n  ", errors));
    }
}
