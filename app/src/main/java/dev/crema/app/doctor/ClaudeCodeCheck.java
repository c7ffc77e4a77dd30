package dev.crema.app.doctor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.crema.proxy.config.Config;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where Claude Code sends its requests, by its settings and by the environment. Reads only. */
final class ClaudeCodeCheck implements Check {
    private static final String SUBJECT = "Claude";
    private static final String BASE_URL = "ANTHROPIC_BASE_URL";
    private static final String WINDOW = "CLAUDE_CODE_MAX_CONTEXT_TOKENS";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonParser.Feature.ALLOW_COMMENTS).build();

    private final Config config;
    private final Path folder;
    private final Map<String, String> environment;

    /** @param userHome where the client has its folder, unless the environment names another */
    ClaudeCodeCheck(Config config, Path userHome, Map<String, String> environment) {
        this.config = config;
        this.environment = environment;
        String own = environment.getOrDefault("CLAUDE_CONFIG_DIR", "");
        this.folder = own.isBlank() ? userHome.resolve(".claude") : Path.of(own);
    }

    @Override
    public List<Finding> look() {
        Path file = folder.resolve("settings.json");
        try {
            JsonNode settings =
                    Files.exists(file) ? JSON.readTree(Files.readAllBytes(file)) : MissingNode.getInstance();
            JsonNode variables = settings.path("env");
            String own = variables.path(BASE_URL).asText("");
            return List.of(
                    own.isBlank()
                            ? byEnvironment()
                            : judge(own, file.toString(), variables.path(WINDOW).asText("")));
        } catch (IOException e) {
            return List.of(Finding.warning(
                    SUBJECT,
                    file + " cannot be read: " + e.getMessage(),
                    "Correct it: Claude Code ignores settings that it cannot read."));
        }
    }

    private Finding byEnvironment() {
        String url = environment.getOrDefault(BASE_URL, "");
        if (!url.isBlank()) {
            return judge(url, "the environment", environment.getOrDefault(WINDOW, ""));
        }
        return Finding.ok(
                SUBJECT,
                Files.isDirectory(folder)
                        ? "not pointed at Crema; 'crema serve' prints the command that does it"
                        : "no settings in " + folder);
    }

    private Finding judge(String url, String place, String window) {
        String ours = "http://127.0.0.1:" + config.port();
        if (!pointsHere(url)) {
            return Finding.warning(
                    SUBJECT,
                    place + " points it at " + url + ", not at Crema",
                    "Let " + BASE_URL + " there be " + ours + ", or take it out.");
        }
        return window.isBlank()
                ? Finding.warning(
                        SUBJECT,
                        place
                                + " points it at Crema but does not tell it the model's window, so it assumes a million tokens",
                        "Set " + WINDOW + " there to the window that 'crema serve' prints.")
                : Finding.ok(SUBJECT, place + " points it at Crema");
    }

    private boolean pointsHere(String url) {
        try {
            URI uri = URI.create(url.strip());
            String host = uri.getHost();
            return uri.getPort() == config.port() && isHere(host);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private boolean isHere(@Nullable String host) {
        return host != null && (LOOPBACK.contains(host) || host.equals(config.host()));
    }
}
