package dev.crema.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.doctor.Finding.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaudeCodeCheckTest {
    private static final String WINDOW = "\"CLAUDE_CODE_MAX_CONTEXT_TOKENS\": \"8192\"";

    @TempDir
    Path user;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void withoutSettingsThereIsNothingWrong() throws IOException {
        assertThat(look().status()).isEqualTo(Status.OK);
        settings("{\"model\": \"opus\"}");
        assertThat(look().status()).isEqualTo(Status.OK);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:11432, OK",
        "http://localhost:11432/, OK",
        "http://127.0.0.1:8080, WARNING",
        "http://localhost, WARNING",
        "https://gateway.example.com, WARNING",
        "http://192.168.1.5:11432, WARNING",
        "no address at all, WARNING"
    })
    void settingsThatPointElsewhereAreNamed(String url, Status status) throws IOException {
        settings("{\"env\": {\"ANTHROPIC_BASE_URL\": \"" + url + "\", " + WINDOW + "}}");
        Finding finding = look();

        assertThat(finding.status()).isEqualTo(status);
        assertThat(finding.text())
                .contains(user.resolve(".claude/settings.json").toString());
        if (status == Status.WARNING) {
            assertThat(finding.text()).contains(url);
            assertThat(finding.fix()).contains("http://127.0.0.1:11432");
        }
    }

    @Test
    void withoutAWindowItWouldAssumeAMillionTokens() throws IOException {
        settings("{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:11432\"}}");

        assertThat(look().status()).isEqualTo(Status.WARNING);
        assertThat(look().fix()).contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS");
    }

    @Test
    void theEnvironmentCountsWhereSettingsSayNothing() {
        environment.put("ANTHROPIC_BASE_URL", "https://gateway.example.com");

        assertThat(look().text()).contains("the environment", "gateway.example.com");
    }

    @Test
    void anotherFolderOfSettingsIsFoundByItsVariable() throws IOException {
        Path own = Files.createDirectories(user.resolve("own"));
        Files.writeString(own.resolve("settings.json"), "{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://a.example\"}}");
        environment.put("CLAUDE_CONFIG_DIR", own.toString());

        assertThat(look().text()).contains(own.toString(), "a.example");
    }

    @Test
    void damagedSettingsAreNamedAndCommentsAreNoDamage() throws IOException {
        settings("{ // mine\n }");
        assertThat(look().status()).isEqualTo(Status.OK);
        settings("{\"env\": ");
        assertThat(look().status()).isEqualTo(Status.WARNING);
    }

    @Test
    void nothingIsChanged() throws IOException {
        String text = "{\"env\": {\"ANTHROPIC_BASE_URL\": \"https://gateway.example.com\"}}";
        settings(text);
        look();

        assertThat(user.resolve(".claude/settings.json")).hasContent(text);
        assertThat(user.resolve(".claude")).isDirectoryNotContaining(path -> !path.endsWith("settings.json"));
    }

    private void settings(String text) throws IOException {
        Files.createDirectories(user.resolve(".claude"));
        Files.writeString(user.resolve(".claude/settings.json"), text);
    }

    private Finding look() {
        return new ClaudeCodeCheck(Configs.of(user.resolve("crema"), Map.of()), user, environment)
                .look()
                .getFirst();
    }
}
