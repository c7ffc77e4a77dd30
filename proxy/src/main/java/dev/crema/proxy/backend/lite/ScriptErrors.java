package dev.crema.proxy.backend.lite;

import java.util.ArrayList;
import java.util.List;

/** Gathers a script's errors. One thread. */
final class ScriptErrors {
    private final List<String> errors = new ArrayList<>();

    void add(String path, String message) {
        errors.add((path.isEmpty() ? "script" : path) + " " + message);
    }

    void throwIfAny(String source) {
        if (!errors.isEmpty()) {
            throw new LiteScriptException(source, errors);
        }
    }
}
