package dev.crema.proxy.chat;

import org.jspecify.annotations.Nullable;

/**
 * The client wants to know why its prompt cache was missed (the Messages API's {@code diagnostics}).
 *
 * @param previousMessageId the answer whose request this one is compared with; null on the first turn
 */
public record Diagnostics(@Nullable String previousMessageId) {}
