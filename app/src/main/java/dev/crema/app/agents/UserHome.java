package dev.crema.app.agents;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a user's programs and their settings are.
 *
 * @param folder the user's home folder
 * @param environment variables that name other places
 * @param programFolders where programs are looked for, best first
 */
public record UserHome(Path folder, Map<String, String> environment, List<Path> programFolders) {
    /** Places below the home folder into which clients install themselves, though a shell may not look there. */
    private static final List<String> OWN_PROGRAMS =
            List.of(".local/bin", ".claude/local", ".opencode/bin", ".npm-global/bin", ".bun/bin", "bin");

    /** Where package managers install to; a program started from the Finder does not have these on its path. */
    private static final List<String> SYSTEM_PROGRAMS = List.of("/opt/homebrew/bin", "/usr/local/bin");

    /** Copies both collections. */
    public UserHome {
        environment = Map.copyOf(environment);
        programFolders = List.copyOf(programFolders);
    }

    /** That of the user who runs this process. */
    public static UserHome current() {
        Map<String, String> environment = System.getenv();
        // Clients go by the variable; Java asks the system's list of users.
        Path folder = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
        List<Path> programs = new ArrayList<>();
        for (String entry : environment.getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            if (!entry.isBlank()) {
                programs.add(Path.of(entry));
            }
        }
        OWN_PROGRAMS.forEach(own -> programs.add(folder.resolve(own)));
        SYSTEM_PROGRAMS.forEach(system -> programs.add(Path.of(system)));
        return new UserHome(folder, environment, programs);
    }

    /** The folder that a variable names, else one below the home folder. */
    Path folder(String variable, String otherwise) {
        String named = environment.get(variable);
        return named == null || named.isBlank() ? folder.resolve(otherwise) : folder.resolve(named.strip());
    }

    /** The program of that name, if it is installed. */
    public Optional<Path> program(@Nullable String name) {
        return name == null
                ? Optional.empty()
                : programFolders.stream()
                        .map(folder -> folder.resolve(name))
                        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
                        .findFirst();
    }
}
