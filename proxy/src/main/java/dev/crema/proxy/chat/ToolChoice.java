package dev.crema.proxy.chat;

/** Which tools the model may or must call. */
public sealed interface ToolChoice {
    /** The model decides. */
    record Auto() implements ToolChoice {}

    /** No tool. */
    record None() implements ToolChoice {}

    /** Some tool. */
    record Required() implements ToolChoice {}

    /** This tool. */
    record Named(String name) implements ToolChoice {}
}
