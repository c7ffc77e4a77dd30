package dev.crema.app.agents;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How it stands with a client.
 *
 * @param installed whether it seems to be installed
 * @param file its settings file, which may be missing
 * @param problem why nothing can be said, or why the client does not go by its settings; null if all is well
 */
public record ClientStatus(
        SettingsClient client,
        boolean installed,
        Connection connection,
        Path file,
        @Nullable String problem) {
    /** Whether its settings point at Crema. */
    public enum Connection {
        /** They do not. */
        NONE,
        /** They do, and name the model and its limits. */
        CONNECTED,
        /** They do, but name another model or other limits than Crema has now. */
        OUTDATED
    }
}
