package dev.crema.proxy.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where Crema keeps its own files. */
public final class CremaHome {
    private CremaHome() {}

    /**
     * {@code CREMA_HOME}, else the folder the system's conventions give: {@code ~/Library/Application Support/Crema} on
     * macOS, {@code $XDG_DATA_HOME/crema} or {@code ~/.local/share/crema} elsewhere. The folder need not exist.
     *
     * @param environment the process's variables
     * @param osName as in the system property {@code os.name}
     * @param userHome the user's home folder
     */
    public static Path resolve(Map<String, String> environment, String osName, Path userHome) {
        Path chosen = absolute(environment.get("CREMA_HOME"), userHome);
        if (chosen != null) {
            return chosen;
        }
        if (osName.toLowerCase(Locale.ROOT).startsWith("mac")) {
            return userHome.resolve("Library/Application Support/Crema");
        }
        Path xdg = absolute(environment.get("XDG_DATA_HOME"), userHome);
        return (xdg != null ? xdg : userHome.resolve(".local/share")).resolve("crema");
    }

    private static @Nullable Path absolute(@Nullable String value, Path userHome) {
        if (value == null || value.isBlank()) {
            return null;
        }
        return expand(value.strip(), userHome).toAbsolutePath().normalize();
    }

    /** A path in which a leading {@code ~/} stands for the user's home, as in a shell. */
    static Path expand(String path, Path userHome) {
        return path.startsWith("~/") ? userHome.resolve(path.substring(2)) : Path.of(path);
    }
}
