package dev.crema.app.agents;

import java.util.List;
import java.util.Optional;

/** The clients that Crema knows, in the order people see them. */
public final class Clients {
    /** All of them. */
    public static final List<Client> ALL =
            List.of(new ClaudeCode(), new Codex(), new Opencode(), new QwenCode(), new GenericSdk());

    private Clients() {}

    /** The client of that id. */
    public static Optional<Client> find(String id) {
        return ALL.stream().filter(client -> client.id().equals(id)).findFirst();
    }
}
