package dev.crema.proxy.config;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with one setting, or with the file that holds them.
 *
 * @param setting the setting it is shown at; null for the file
 * @param path where it was set: {@code --port}, {@code CREMA_PORT} or {@code config.json: port}
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(@Nullable Setting setting, String path, String message) {
    @Override
    public String toString() {
        return "  " + path + ": " + message;
    }
}
