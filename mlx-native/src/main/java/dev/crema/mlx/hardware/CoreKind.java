package dev.crema.mlx.hardware;

/**
 * Cores of one kind.
 *
 * @param name what the system calls them, in small letters: {@code performance}, {@code efficiency}, on newer chips
 *     {@code super}; empty where there is one kind only
 * @param count how many there are
 */
public record CoreKind(String name, int count) {}
