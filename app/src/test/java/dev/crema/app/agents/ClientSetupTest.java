package dev.crema.app.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.app.agents.ClientStatus.Connection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClientSetupTest {
    private static final ClaudeCode CLAUDE = new ClaudeCode();

    @TempDir
    Path folder;

    private UserHome user;
    private ClientSetup setup;
    private Path settings;

    @BeforeEach
    void openHome() {
        user = Homes.user(folder.resolve("user"));
        setup = new ClientSetup(folder.resolve("crema"), user);
        settings = CLAUDE.file(user);
    }

    @Test
    void claudeCodeIsToldAddressModelAndLimits() throws IOException {
        Homes.write(CLAUDE, user, "{\n  \"model\": \"opus\",\n}\n");
        Plan plan = setup.connect(CLAUDE, Homes.ENDPOINT);

        assertThat(plan.diff()).isEqualTo("""
                --- %s
                +++ %s
                @@ -1,3 +1,11 @@
                 {
                   "model": "opus",
                +  "env": {
                +    "ANTHROPIC_BASE_URL": "http://127.0.0.1:11432",
                +    "ANTHROPIC_AUTH_TOKEN": "crema",
                +    "ANTHROPIC_MODEL": "mlx-community/Qwen3-4B",
                +    "ANTHROPIC_DEFAULT_HAIKU_MODEL": "mlx-community/Qwen3-4B",
                +    "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "32768",
                +    "CLAUDE_CODE_MAX_OUTPUT_TOKENS": "8192"
                +  }
                 }
                """.formatted(settings, settings));
        assertThat(plan.notes()).isEmpty();
    }

    @Test
    void intoASmallWindowClaudeCodeGoesInItsSimpleModeAndItIsSaid() {
        Plan plan = setup.connect(CLAUDE, new Endpoint(Homes.ENDPOINT.address(), null, "tiny", 8_192));
        assertThat(plan.diff()).contains("\"CLAUDE_CODE_SIMPLE\": \"1\"", "\"DISABLE_AUTO_COMPACT\": \"1\"");
        assertThat(plan.notes()).anyMatch(note -> note.contains("too small"));
    }

    @Test
    void thatClaudeCodeIgnoresAFileWithCommentsIsSaid() throws IOException {
        Homes.write(CLAUDE, user, "{} // mine");
        assertThat(setup.status(CLAUDE, Homes.ENDPOINT).problem()).isNull();
        Plan plan = setup.connect(CLAUDE, Homes.ENDPOINT);
        assertThat(plan.notes()).singleElement().asString().contains("ignores", "comments");
        setup.carryOut(plan);
        assertThat(setup.status(CLAUDE, Homes.ENDPOINT).problem()).contains("comments");
    }

    @Test
    void codexGetsAProviderOfItsOwn() throws IOException {
        Codex codex = new Codex();
        setup.carryOut(setup.connect(codex, Homes.ENDPOINT));
        assertThat(codex.file(user)).content().isEqualTo("""
                model = "mlx-community/Qwen3-4B"
                model_provider = "crema"
                model_context_window = 32768
                model_auto_compact_token_limit = 24576

                [model_providers.crema]
                name = "Crema"
                base_url = "http://127.0.0.1:11432/v1"
                wire_api = "responses"
                experimental_bearer_token = "crema"
                """);
    }

    @Test
    void theFileWithCommentsIsOpencodesIfItIsThere() throws IOException {
        Opencode opencode = new Opencode();
        assertThat(opencode.file(user)).hasFileName("opencode.json");
        Files.createDirectories(opencode.folder(user));
        Files.writeString(opencode.folder(user).resolve("opencode.jsonc"), "{}");
        assertThat(opencode.file(user)).hasFileName("opencode.jsonc");
    }

    @Test
    void variablesNameOtherFolders() {
        UserHome elsewhere = new UserHome(
                folder, Map.of("CLAUDE_CONFIG_DIR", "/c", "CODEX_HOME", "/x", "XDG_CONFIG_HOME", "/g"), List.of());
        assertThat(CLAUDE.file(elsewhere)).isEqualTo(Path.of("/c/settings.json"));
        assertThat(new Codex().file(elsewhere)).isEqualTo(Path.of("/x/config.toml"));
        assertThat(new Opencode().file(elsewhere)).isEqualTo(Path.of("/g/opencode/opencode.json"));
    }

    @Test
    void aProgramOrAFolderMeansInstalled() throws IOException {
        assertThat(setup.status(CLAUDE, null).installed()).isFalse();
        Path program = Files.createDirectories(user.folder().resolve("bin")).resolve("claude");
        Files.writeString(program, "#!/bin/sh\n");
        assertThat(setup.status(CLAUDE, null).installed())
                .as("it cannot be run")
                .isFalse();
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(setup.status(CLAUDE, null).installed()).isTrue();
        Files.delete(program);
        Files.createDirectories(user.folder().resolve(".claude"));
        assertThat(setup.status(CLAUDE, null).installed()).isTrue();
    }

    @Test
    void settingsThatPointAtCremaByHandAreSeen() throws IOException {
        assertThat(connection()).isEqualTo(Connection.NONE);
        Homes.write(CLAUDE, user, "{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:11432\"}}");
        assertThat(connection()).isEqualTo(Connection.OUTDATED);
        Homes.write(CLAUDE, user, "{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:114320\"}}");
        assertThat(connection()).isEqualTo(Connection.NONE);
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        assertThat(connection()).isEqualTo(Connection.CONNECTED);
        assertThat(setup.status(CLAUDE, null).connection())
                .as("while Crema does not run")
                .isEqualTo(Connection.CONNECTED);
    }

    @Test
    void everyClientsAddressIsRead() throws IOException {
        for (SettingsClient client : Homes.CLIENTS) {
            Path file = Homes.write(client, user, "");
            assertThat(client.address(client.notation().parse(""))).isNull();
            setup.carryOut(setup.connect(client, Homes.ENDPOINT));
            assertThat(client.address(client.notation().parse(Files.readString(file))))
                    .startsWith("http://127.0.0.1:11432");
        }
    }

    @Test
    void settingsThatCannotBeReadAreNotTouchedAndThePlaceIsNamed() throws IOException {
        Homes.write(CLAUDE, user, "{\n  \"env\": {\n}\n");
        assertThat(setup.status(CLAUDE, Homes.ENDPOINT).problem()).contains("line 4");
        assertThatThrownBy(() -> setup.connect(CLAUDE, Homes.ENDPOINT))
                .isInstanceOf(ClientSetupException.class)
                .hasMessageContaining(settings.toString())
                .hasMessageContaining("line 4, column 1: expected")
                .hasMessageContaining("Nothing was written");

        Files.write(settings, new byte[] {'{', (byte) 0xC3, '}'});
        assertThatThrownBy(() -> setup.connect(CLAUDE, Homes.ENDPOINT)).hasMessageContaining("not UTF-8");
    }

    @Test
    void aFileThatChangedSinceItWasShownIsNotWritten() throws IOException {
        Homes.write(CLAUDE, user, "{}");
        Plan plan = setup.connect(CLAUDE, Homes.ENDPOINT);
        Files.writeString(settings, "{\"a\": 1}");
        assertThatThrownBy(() -> setup.carryOut(plan)).hasMessageContaining("has been changed since");
        assertThat(settings).content().isEqualTo("{\"a\": 1}");
    }

    @Test
    void whatTheUserChangedSinceStaysAndIsNamed() throws IOException {
        Homes.write(CLAUDE, user, "{\n  \"env\": {\"ANTHROPIC_MODEL\": \"old\", \"A\": \"1\"}\n}\n");
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        String connected = Files.readString(settings);
        Files.writeString(
                settings, connected.replace("\"32768\"", "\"10000\"").replace("\"A\": \"1\"", "\"A\": \"2\""));

        Plan undo = setup.disconnect(CLAUDE);
        assertThat(undo.notes()).anyMatch(note -> note.contains("env.CLAUDE_CODE_MAX_CONTEXT_TOKENS"));
        setup.carryOut(undo);
        assertThat(settings).content().isEqualTo("""
                {
                  "env": {"ANTHROPIC_MODEL": "old", "A": "2", "CLAUDE_CODE_MAX_CONTEXT_TOKENS": "10000"}
                }
                """);
    }

    @Test
    void afterwardsDamagedSettingsCannotBeUndoneAndTheBackupStays() throws IOException {
        Homes.write(CLAUDE, user, "{\"a\": 1}");
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        Files.writeString(settings, "{");
        assertThatThrownBy(() -> setup.disconnect(CLAUDE))
                .isInstanceOf(ClientSetupException.class)
                .hasMessageContaining("line 1, column 2");
        try (Stream<Path> backup = Files.list(folder.resolve("crema/connections/claude"))) {
            assertThat(backup.filter(path -> String.valueOf(path.getFileName()).startsWith("before-")))
                    .singleElement()
                    .satisfies(path -> assertThat(path).hasContent("{\"a\": 1}"));
        }
    }

    @Test
    void deletedSettingsComeBackAsTheyWere() throws IOException {
        Homes.write(CLAUDE, user, "{\"a\": 1}");
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        Files.delete(settings);
        setup.carryOut(setup.disconnect(CLAUDE));
        assertThat(settings).content().isEqualTo("{\"a\": 1}");
    }

    @Test
    void aDamagedBackupIsNotWritten() throws IOException {
        Homes.write(CLAUDE, user, "{\"a\": 1}");
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        String connected = Files.readString(settings);
        try (Stream<Path> backup = Files.list(folder.resolve("crema/connections/claude"))) {
            for (Path copy :
                    backup.filter(path -> path.toString().contains("before-")).toList()) {
                Files.writeString(copy, "other");
            }
        }
        assertThatThrownBy(() -> setup.disconnect(CLAUDE)).hasMessageContaining("missing or damaged");
        assertThat(settings).content().isEqualTo(connected);
    }

    @Test
    void whatCremaDidNotDoItCannotUndo() throws IOException {
        Homes.write(CLAUDE, user, "{\"env\": {\"ANTHROPIC_BASE_URL\": \"http://127.0.0.1:11432\"}}");
        assertThatThrownBy(() -> setup.disconnect(CLAUDE)).hasMessageContaining("nothing to undo");
    }

    @Test
    void nothingOfAFileThatIsWrittenIsLeftBeside() throws IOException {
        Homes.write(CLAUDE, user, "{}");
        setup.carryOut(setup.connect(CLAUDE, Homes.ENDPOINT));
        assertThat(user.folder().resolve(".claude")).isDirectoryContaining(path -> path.equals(settings));
        try (Stream<Path> files = Files.list(user.folder().resolve(".claude"))) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void linesToCopyAreSafeInAShell() {
        Endpoint odd = new Endpoint(Homes.ENDPOINT.address(), "it's $HOME", "a b", 32_768);
        assertThat(CLAUDE.commandLine(odd))
                .contains("ANTHROPIC_AUTH_TOKEN='it'\\''s $HOME' ", "ANTHROPIC_MODEL='a b' ")
                .endsWith(" claude --permission-mode default");
        assertThat(new Codex().commandLine(Homes.ENDPOINT)).contains("base_url=\"http://127.0.0.1:11432/v1\"");
        assertThat(new Opencode().commandLine(Homes.ENDPOINT))
                .startsWith("OPENCODE_CONFIG_CONTENT='{")
                .endsWith("' opencode");
        assertThat(new QwenCode().commandLine(Homes.ENDPOINT)).startsWith("OPENAI_BASE_URL=http://127.0.0.1:11432/v1 ");
        assertThat(new GenericSdk().commandLine(Homes.ENDPOINT)).contains("ANTHROPIC_BASE_URL=http://127.0.0.1:11432 ");
        assertThat(odd.toString()).doesNotContain("HOME");
    }

    private Connection connection() {
        return setup.status(CLAUDE, Homes.ENDPOINT).connection();
    }
}
