package dev.crema.mlx.hardware;

/**
 * What suits a machine. Never a limit that cannot be moved.
 *
 * @param value what is advised
 * @param reason one sentence for people: why
 * @param override one sentence for people: where they choose otherwise
 */
public record Advice<T>(T value, String reason, String override) {}
