package dev.crema.proxy.chat;

/** Why an answer ended. */
public enum FinishReason {
    /** The model ended its turn. */
    END_TURN,
    /** A stop string appeared. */
    STOP_SEQUENCE,
    /** {@code maxTokens} were generated. */
    MAX_TOKENS,
    /** The model calls tools. */
    TOOL_USE,
    /** The context window is full. */
    CONTEXT_FULL,
    /** The model refused. */
    REFUSAL
}
