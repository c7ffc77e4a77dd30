package dev.crema.app.login;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Linux: a desktop entry in the folder {@code autostart} of the user's settings, by the desktop entry and autostart
 * specifications of the XDG.
 */
final class AutostartEntry implements LoginFormat {
    private static final Pattern OFF =
            Pattern.compile("^(Hidden\\s*=\\s*true|X-GNOME-Autostart-enabled\\s*=\\s*false)\\s*$", Pattern.MULTILINE);
    private static final Pattern RESERVED = Pattern.compile("[\\\\\"`$]");

    @Override
    public Path file(Path userHome, Map<String, String> environment) {
        String named = environment.get("XDG_CONFIG_HOME");
        // By the specification a relative path does not count.
        Path config = named != null && named.startsWith("/") ? Path.of(named) : userHome.resolve(".config");
        return config.resolve("autostart/crema.desktop");
    }

    @Override
    public String text(Path program, List<String> arguments, Path cremaHome) {
        String command = Stream.concat(
                        Stream.of("env", "CREMA_HOME=" + cremaHome, program.toString()), arguments.stream())
                .map(AutostartEntry::word)
                .collect(Collectors.joining(" "));
        return """
                [Desktop Entry]
                Type=Application
                Name=Crema
                Comment=Local models for Claude Code and other clients
                Exec=%s
                Terminal=false
                """.formatted(command);
    }

    @Override
    public boolean isSwitchedOff(String text) {
        return OFF.matcher(text).find();
    }

    /** In quotation marks, within which four signs are escaped; then once more as in any text of the file. */
    private static String word(String word) {
        String quoted = "\"" + RESERVED.matcher(word).replaceAll("\\\\$0") + "\"";
        return quoted.replace("\\", "\\\\").replace("%", "%%");
    }
}
