package dev.crema.app.settings;

import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigProblem;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.config.SettingSources;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All settings at one moment.
 *
 * @param sources values as they are written, and where
 * @param config what the service would be started with; null while something is wrong
 * @param problems what is wrong
 */
public record CurrentSettings(
        SettingSources sources, @Nullable Config config, List<ConfigProblem> problems) {
    /** Copies the list. */
    public CurrentSettings {
        problems = List.copyOf(problems);
    }

    /** What is wrong with one setting. */
    public List<ConfigProblem> problems(Setting setting) {
        return problems.stream().filter(problem -> problem.setting() == setting).toList();
    }

    /** What is wrong with the file that holds the settings. */
    public List<ConfigProblem> fileProblems() {
        return problems.stream().filter(problem -> problem.setting() == null).toList();
    }
}
