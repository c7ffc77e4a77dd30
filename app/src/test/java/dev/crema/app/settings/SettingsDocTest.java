package dev.crema.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of the documentation is written from what the window tells, so that both say the same. */
class SettingsDocTest {
    private static final Path PAGE = Path.of("../docs/settings.md");
    private static final Path WRITTEN = Path.of("target/settings.md");

    @Test
    void thePageSaysWhatTheWindowSays() throws IOException {
        Files.writeString(WRITTEN, page());
        assertThat(PAGE)
                .as("it is out of date: copy app/" + WRITTEN + " to docs/settings.md")
                .hasContent(page());
    }

    private static String page() {
        StringBuilder page = new StringBuilder("""
                # Settings

                Each one can be set in the app, in `config.json` in Crema's folder (a dot in a key stands for an object within the object), or in
                the environment. The command line counts more than the environment, the environment more than the file; what is chosen in the app
                is written to the file and holds at once for that run. Sizes are powers of 1024.

                This page is written from the texts of the app, by `SettingsDocTest`.
                """);
        for (SettingGroup group : SettingGroup.values()) {
            page.append("\n## ").append(group.title()).append("\n\n").append(group.meaning());
            page.append("\n\n| key, variable | meaning | takes | default |\n|---|---|---|---|\n");
            SettingTexts.of(group).forEach(setting -> page.append(row(setting)));
        }
        return page.toString();
    }

    private static String row(Setting setting) {
        SettingText text = SettingTexts.of(setting);
        String standard = text.standardValue() == null ? text.standard() : "`" + text.standard() + "`";
        return "| `" + setting.key() + "`<br>`" + setting.variable() + "` | **" + text.name() + ".** "
                + escaped(text.meaning()) + " | " + escaped(text.allowed()) + " | " + standard + " |\n";
    }

    private static String escaped(String text) {
        return text.replace("*", "\\*").replace("|", "\\|");
    }
}
