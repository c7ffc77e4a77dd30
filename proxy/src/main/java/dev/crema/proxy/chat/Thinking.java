package dev.crema.proxy.chat;

/** How much the client wants the model to reason; a model that cannot ignores it. */
public enum Thinking {
    /** The client did not say: the template's own default. */
    UNSPECIFIED,
    /** Reasoning is welcome. */
    ENABLED,
    /** No reasoning. */
    DISABLED
}
