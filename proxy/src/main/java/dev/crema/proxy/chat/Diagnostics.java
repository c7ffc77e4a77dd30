package dev.crema.proxy.chat;

import org.jspecify.annotations.Nullable;

/**
 * The client wants to know why its prompt cache was missed (the Messages API's {@code diagnostics}).
 *
 * @param previousRequestId the request this one is compared with, by {@link ClientInfo#requestId}; null on the first turn
 */
public record Diagnostics(@Nullable String previousRequestId) {}
