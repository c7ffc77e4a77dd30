package dev.crema.app.agents;

import dev.crema.app.agents.text.Edit;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client with a settings file in the user's home, which Crema can change. */
public sealed interface SettingsClient extends Client permits ClaudeCode, Codex, Opencode, QwenCode {
    /** The program to start it. */
    String program();

    /** The command that installs it. */
    String installation();

    /** The folder that holds its settings. */
    Path folder(UserHome user);

    /** The file that holds its settings; it may be missing. */
    Path file(UserHome user);

    /** How that file is written. */
    Notation notation();

    /** What the file must hold for the client to ask this endpoint. */
    List<Edit> edits(Endpoint endpoint);

    /** The base URL that the settings send requests to; null if they name none. */
    @Nullable
    String address(SettingsText settings);

    /** What keeps the client from going by these settings, though they hold all that it needs, in sentences. */
    default List<String> warnings(SettingsText settings) {
        return List.of();
    }

    /** Whether it seems to be installed: its program or its folder is there. */
    default boolean isInstalled(UserHome user) {
        return user.program(program()).isPresent() || Files.isDirectory(folder(user));
    }
}
