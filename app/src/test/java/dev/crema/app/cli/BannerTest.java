package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.app.agents.Endpoint;
import java.net.URI;
import org.junit.jupiter.api.Test;

class BannerTest {
    @Test
    void itShowsTheAddressOfBothApisAndTheModel() {
        assertThat(banner(32_768))
                .contains("ANTHROPIC_BASE_URL=http://127.0.0.1:11432 ")
                .contains("http://127.0.0.1:11432/v1 ")
                .contains("ANTHROPIC_MODEL=tiny ")
                .contains("\"model\":\"tiny\"");
    }

    @Test
    void claudeCodeIsToldTheTrueWindow() {
        assertThat(banner(32_768))
                .contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS=32768 CLAUDE_CODE_MAX_OUTPUT_TOKENS=8192 claude")
                .doesNotContain("CLAUDE_CODE_SIMPLE");
    }

    @Test
    void intoASmallWindowClaudeCodeGoesInItsSimpleMode() {
        assertThat(banner(8_192))
                .contains("CLAUDE_CODE_MAX_CONTEXT_TOKENS=8192")
                .contains("CLAUDE_CODE_SIMPLE=1 DISABLE_AUTO_COMPACT=1 claude");
    }

    private static String banner(int window) {
        return Banner.text("1.0", new Endpoint(URI.create("http://127.0.0.1:11432"), null, "tiny", window));
    }
}
