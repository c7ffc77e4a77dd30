package dev.crema.app.supervise;

import dev.crema.app.wiring.Running;

/** What the proxy and its engine do now. Every window and menu shows the same one. */
public sealed interface ServiceState {
    /** Nothing runs; the port is free. */
    record Stopped() implements ServiceState {}

    /**
     * On its way up.
     *
     * @param step what it does now, in words for people
     */
    record Starting(String step) implements ServiceState {}

    /** Answers requests. */
    record Up(Running running) implements ServiceState {}

    /** On its way down. */
    record Stopping() implements ServiceState {}

    /**
     * Did not start, or had to end.
     *
     * @param text what happened, why and what to do next
     */
    record Failed(String text) implements ServiceState {}

    /** Whether it is between two states, in which nobody can ask for another. */
    default boolean busy() {
        return this instanceof Starting || this instanceof Stopping;
    }

    /** One word for people. */
    default String word() {
        return switch (this) {
            case Stopped stopped -> "Stopped";
            case Starting starting -> "Starting";
            case Up up -> "Running";
            case Stopping stopping -> "Stopping";
            case Failed failed -> "Failed";
        };
    }
}
