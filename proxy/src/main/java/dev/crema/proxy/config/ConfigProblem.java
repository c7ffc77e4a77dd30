package dev.crema.proxy.config;

/**
 * Something wrong with one setting.
 *
 * @param path where it was set: {@code --port}, {@code CREMA_PORT} or {@code config.json: port}
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(String path, String message) {
    @Override
    public String toString() {
        return "  " + path + ": " + message;
    }
}
