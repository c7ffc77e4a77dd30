package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClaudeLaunchTest {
    private static final Path PROGRAM = Path.of("/bin/claude");

    @TempDir
    Path folder;

    @Test
    void permissionsAreAskedOfTheUserUnlessTheUserSaysOtherwise() {
        assertThat(launch("-p", "hi").command())
                .containsExactly("/bin/claude", "--permission-mode", "default", "-p", "hi");
        assertThat(launch("--permission-mode", "plan").command())
                .containsExactly("/bin/claude", "--permission-mode", "plan");
        assertThat(launch("--permission-mode=plan").command()).containsExactly("/bin/claude", "--permission-mode=plan");
    }

    @Test
    void settingsThatWouldSendItElsewhereAreOverruled() throws IOException {
        Homes.write(new ClaudeCode(), Homes.user(folder), """
                {"env": {"ANTHROPIC_BASE_URL": "https://other", "CLAUDE_CODE_USE_BEDROCK": "1", "A": "b",
                         "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "8192"}} // mine
                """);
        ClaudeLaunch launch = launch();
        assertThat(launch.overruled()).containsExactly("ANTHROPIC_BASE_URL", "CLAUDE_CODE_USE_BEDROCK");
        assertThat(launch.command())
                .contains("--settings")
                .contains(
                        "{\"env\":{\"ANTHROPIC_BASE_URL\":\"http://127.0.0.1:11432\",\"CLAUDE_CODE_USE_BEDROCK\":\"\"}}");
        assertThat(launch("--settings", "x.json").command()).containsOnlyOnce("--settings");
    }

    @Test
    void unreadableSettingsAreClaudeCodesBusiness() throws IOException {
        Homes.write(new ClaudeCode(), Homes.user(folder), "{");
        assertThat(launch().overruled()).isEmpty();
    }

    private ClaudeLaunch launch(String... arguments) {
        return ClaudeLaunch.of(PROGRAM, List.of(arguments), Homes.ENDPOINT, Homes.user(folder));
    }
}
