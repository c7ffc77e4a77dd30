package dev.crema.app.agents;

import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Words of a command line to be copied into a POSIX shell. */
final class ShellWords {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellWords() {}

    /** A word that the shell takes literally. */
    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** Assignments to stand before a command. */
    static String assignments(Map<String, String> variables) {
        return variables.entrySet().stream()
                .map(variable -> variable.getKey() + "=" + quoted(variable.getValue()))
                .collect(Collectors.joining(" "));
    }
}
