package dev.crema.app.login;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * macOS: a property list in {@code ~/Library/LaunchAgents}, as {@code man launchd.plist} describes it. Limited to logins on the
 * screen, as one by ssh has no menu bar.
 */
final class LaunchAgent implements LoginFormat {
    private static final String LABEL = "dev.crema.app";

    @Override
    public Path file(Path userHome, Map<String, String> environment) {
        return userHome.resolve("Library/LaunchAgents/" + LABEL + ".plist");
    }

    @Override
    public String text(Path program, List<String> arguments, Path cremaHome) {
        StringBuilder words = new StringBuilder(element("string", program.toString()));
        arguments.forEach(argument -> words.append("\n        ").append(element("string", argument)));
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <plist version="1.0">
                <dict>
                    <key>Label</key>
                    %s
                    <key>ProgramArguments</key>
                    <array>
                        %s
                    </array>
                    <key>EnvironmentVariables</key>
                    <dict>
                        <key>CREMA_HOME</key>
                        %s
                    </dict>
                    <key>LimitLoadToSessionType</key>
                    <string>Aqua</string>
                    <key>ProcessType</key>
                    <string>Interactive</string>
                    <key>RunAtLoad</key>
                    <true/>
                </dict>
                </plist>
                """.formatted(element("string", LABEL), words, element("string", cremaHome.toString()));
    }

    /** The system keeps that elsewhere. */
    @Override
    public boolean isSwitchedOff(String text) {
        return false;
    }

    private static String element(String name, String content) {
        String escaped = content.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + escaped + "</" + name + ">";
    }
}
