package dev.crema.app.settings;

import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a person chose in the app. A choice is written to {@code config.json} and holds at once for this run, over the
 * environment too; a running service follows when it is started anew. Safe from any thread.
 */
public final class Preferences {
    private final Path home;
    private final SettingsFile file;
    private final Map<Setting, String> chosen = new EnumMap<>(Setting.class);

    /** Of the app in this folder; nothing is chosen yet. */
    public Preferences(Path home) {
        this.home = home;
        this.file = new SettingsFile(home);
    }

    /** Crema's folder. */
    public Path home() {
        return home;
    }

    /**
     * Everything that holds now.
     *
     * @throws ConfigException with every problem found
     */
    public synchronized LoadedConfig load() {
        return ConfigLoader.load(home, System.getenv(), chosen);
    }

    /**
     * Chooses a value.
     *
     * @throws ConfigException if the configuration would be wrong with it; then nothing has changed
     * @throws IOException if it could not be kept for the next start; for this run it holds
     */
    public synchronized void choose(Setting setting, String value) throws IOException {
        Map<Setting, String> next = new EnumMap<>(chosen);
        next.put(setting, value);
        ConfigLoader.load(home, System.getenv(), next);
        chosen.put(setting, value);
        file.put(setting, value);
    }
}
