package dev.crema.proxy.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration cannot be used. Lists every problem at once, each with the place it comes from. */
public final class ConfigException extends RuntimeException {
    private final List<ConfigProblem> problems;

    /** At least one problem. */
    public ConfigException(List<ConfigProblem> problems) {
        super(problems.stream()
                .map(ConfigProblem::toString)
                .collect(Collectors.joining("\n", "Invalid configuration:\n", "")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the settings. */
    public List<ConfigProblem> problems() {
        return problems;
    }
}
