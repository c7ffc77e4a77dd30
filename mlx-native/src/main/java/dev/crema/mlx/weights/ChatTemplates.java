package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds a folder's chat templates in the three places where Hugging Face has put them over the years. */
final class ChatTemplates {
    /** The name of the template that is used unless another is asked for. */
    static final String DEFAULT = "default";

    private ChatTemplates() {}

    /** The Jinja sources by name, newest place first; empty if there are none. */
    static Map<String, String> of(Path folder, JsonNode tokenizerConfig) {
        Map<String, String> templates = new LinkedHashMap<>();
        Path jinja = folder.resolve("chat_template.jinja");
        if (Files.exists(jinja)) {
            templates.put(DEFAULT, Json.text(jinja));
            addMore(folder.resolve("additional_chat_templates"), templates);
            return templates;
        }
        add(Json.objectIfPresent(folder.resolve("chat_template.json")).path("chat_template"), templates);
        if (templates.isEmpty()) {
            add(tokenizerConfig.path("chat_template"), templates);
        }
        return templates;
    }

    private static void addMore(Path folder, Map<String, String> templates) {
        if (Files.isDirectory(folder)) {
            for (Path file : Folders.filesEndingWith(folder, ".jinja")) {
                templates.put(Folders.withoutEnding(file), Json.text(file));
            }
        }
    }

    private static void add(JsonNode value, Map<String, String> templates) {
        if (value.isTextual()) {
            templates.put(DEFAULT, value.textValue());
        }
        for (JsonNode named : value) {
            templates.put(named.path("name").asText(), named.path("template").asText());
        }
    }
}
