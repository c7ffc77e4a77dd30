package dev.crema.app.agents;

import java.util.Map;

/**
 * What the packaged app's launcher on Linux (jpackage's) puts into the environment for its own second start. A program that
 * Crema starts must not inherit it: with it another packaged program, Crema among them, would look for its parts in the wrong place.
 */
public final class LauncherVariables {
    private static final String MARK = "_JPACKAGE_LAUNCHER";
    private static final String LIBRARIES = "LD_LIBRARY_PATH";

    private LauncherVariables() {}

    /** Takes the variables out again: its folder is the last one of the library path, which stays as the user had set it. */
    public static void remove(Map<String, String> environment) {
        if (environment.remove(MARK) == null) {
            return;
        }
        String libraries = environment.getOrDefault(LIBRARIES, "");
        int last = libraries.lastIndexOf(':');
        if (last > 0) {
            environment.put(LIBRARIES, libraries.substring(0, last));
        } else {
            environment.remove(LIBRARIES);
        }
    }
}
