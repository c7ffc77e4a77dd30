package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.JinjaChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The test templates: one per way in which real ones differ. */
final class Templates {
    static final List<String> ALL = List.of("plain", "hermes", "headers", "strict", "two-roles", "thinking", "parts");

    /** Reproductions of the templates of model families, in their own words: the tokenizer's tests check them. */
    static final List<String> OF_REAL_MODELS = List.of(
            "bars",
            "chatml-thinking",
            "chatml-tools",
            "dated",
            "headers-tools",
            "observations",
            "one-line-flags",
            "training-marks",
            "turns",
            "xml-calls");

    private static final Path TOKENIZER_TESTS =
            Path.of("../mlx-native/src/test/resources/dev/crema/mlx/tokenizer/templates");

    private Templates() {}

    static ChatTemplate load(String name) {
        return new JinjaChatTemplate(source(name), Map.of(), Clock.systemUTC());
    }

    static String source(String name) {
        try {
            if (OF_REAL_MODELS.contains(name)) {
                return Files.readString(TOKENIZER_TESTS.resolve(name + ".jinja"));
            }
            return bundled(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String bundled(String name) throws IOException {
        try (var in = Templates.class.getResourceAsStream(name + ".jinja")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
