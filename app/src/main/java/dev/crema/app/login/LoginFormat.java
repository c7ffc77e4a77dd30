package dev.crema.app.login;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How one system is told what to start at login. */
sealed interface LoginFormat permits LaunchAgent, AutostartEntry {
    /** The file that tells it. */
    Path file(Path userHome, Map<String, String> environment);

    /** What the file says. */
    String text(Path program, List<String> arguments, Path cremaHome);

    /** Whether a file says that nothing is to be started, as a system's own settings may have made it say. */
    boolean isSwitchedOff(String text);
}
