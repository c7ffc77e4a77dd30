package dev.crema.app.agents;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A user's home for tests, and what to point its clients at. */
final class Homes {
    static final Endpoint ENDPOINT =
            new Endpoint(URI.create("http://127.0.0.1:11432"), null, "mlx-community/Qwen3-4B", 32_768);

    static final List<SettingsClient> CLIENTS = List.of(new ClaudeCode(), new Codex(), new Opencode(), new QwenCode());

    private Homes() {}

    static UserHome user(Path folder) {
        return new UserHome(folder, Map.of(), List.of(folder.resolve("bin")));
    }

    /** Writes a client's settings as its user would have. */
    static Path write(SettingsClient client, UserHome user, String text) throws IOException {
        Path file = client.file(user);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
