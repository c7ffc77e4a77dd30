package dev.crema.app.agents;

import java.util.List;

/** A program that asks language models and can be pointed at Crema. */
public sealed interface Client permits SettingsClient, GenericSdk {
    /** Its name on Crema's command line. */
    String id();

    /** Its name for people. */
    String name();

    /** How it asks. */
    Wire wire();

    /** What to paste into a shell to use it with Crema, with no change to its settings. */
    String commandLine(Endpoint endpoint);

    /** What people should know about it with this endpoint, in sentences. */
    default List<String> notes(Endpoint endpoint) {
        return List.of();
    }
}
