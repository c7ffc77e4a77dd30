package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.JinjaChatTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** The test templates: one per way in which real ones differ. */
final class Templates {
    static final List<String> ALL = List.of("plain", "hermes", "headers", "strict", "two-roles", "thinking", "parts");

    private Templates() {}

    static ChatTemplate load(String name) {
        return new JinjaChatTemplate(source(name), Map.of(), Clock.systemUTC());
    }

    static String source(String name) {
        try (var in = Templates.class.getResourceAsStream(name + ".jinja")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
