package dev.crema.app.settings;

import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.ConfigProblem;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.config.SettingSources;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a person chose in the app. A choice is written to {@code config.json} and holds at once for this run, over the
 * environment too; a running service follows when it is started anew. Safe from any thread.
 */
public final class Preferences {
    private final Path home;
    private final Map<String, String> environment;
    private final SettingsFile file;
    private final Map<Setting, String> chosen = new EnumMap<>(Setting.class);

    /** Of the app in this folder; nothing is chosen yet. */
    public Preferences(Path home) {
        this(home, System.getenv());
    }

    /** As above, in another environment. */
    public Preferences(Path home, Map<String, String> environment) {
        this.home = home;
        this.environment = Map.copyOf(environment);
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
    public LoadedConfig load() {
        return ConfigLoader.load(home, sources(chosen()));
    }

    /** Everything that is set now, right or wrong. Reads the file; a host by name is looked up. */
    public CurrentSettings look() {
        return look(chosen());
    }

    /** What would be wrong with a setting of this value; nothing is changed. Reads the file. */
    public List<ConfigProblem> check(Setting setting, String value) {
        Map<Setting, String> next = chosen();
        next.put(setting, value);
        return look(next).problems(setting);
    }

    /**
     * Chooses a value. What was wrong elsewhere already does not stand in its way.
     *
     * @throws ConfigException if the configuration would be wrong by it; then nothing has changed
     * @throws IOException if it could not be kept for the next start; for this run it holds
     */
    public synchronized void choose(Setting setting, String value) throws IOException {
        requireNothingNewWrong(setting, value);
        chosen.put(setting, value);
        file.put(setting, value);
    }

    /**
     * Takes a choice back, of this run or an earlier one, so that the environment or the default holds.
     *
     * @throws ConfigException if the configuration would be wrong without it; then nothing has changed
     * @throws IOException if it could not be taken out of the file; for this run it is
     */
    public synchronized void reset(Setting setting) throws IOException {
        String otherwise = environment.getOrDefault(setting.variable(), "");
        requireNothingNewWrong(setting, otherwise);
        chosen.put(setting, otherwise);
        file.remove(setting);
        chosen.remove(setting);
    }

    private void requireNothingNewWrong(Setting setting, String value) {
        Map<Setting, String> next = chosen();
        next.put(setting, value);
        List<ConfigProblem> found = new ArrayList<>(look(next).problems());
        if (found.isEmpty()) {
            return;
        }
        List<ConfigProblem> known = look(chosen()).problems();
        found.removeIf(problem -> problem.setting() != setting && known.contains(problem));
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
    }

    private synchronized Map<Setting, String> chosen() {
        return new EnumMap<>(chosen);
    }

    private SettingSources sources(Map<Setting, String> overrides) {
        return SettingSources.read(home, environment, overrides);
    }

    private CurrentSettings look(Map<Setting, String> overrides) {
        SettingSources sources = sources(overrides);
        try {
            return new CurrentSettings(sources, ConfigLoader.load(home, sources).config(), List.of());
        } catch (ConfigException e) {
            return new CurrentSettings(sources, null, e.problems());
        }
    }
}
