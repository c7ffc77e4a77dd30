package dev.crema.app.settings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.app.agents.text.Notation;
import dev.crema.app.agents.text.SettingsFormatException;
import dev.crema.app.agents.text.SettingsText;
import dev.crema.app.files.TextFile;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * {@code config.json} as the app writes it: one key at a time, the rest stays to the byte, comments too, and whoever reads it
 * sees the old file or the new. Safe from any thread.
 */
public final class SettingsFile {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Pattern NUMBER = Pattern.compile("0|[1-9]\\d{0,17}");

    private final Path file;

    /** The file in Crema's folder; it may be missing. */
    public SettingsFile(Path home) {
        this.file = home.resolve(ConfigLoader.FILE_NAME);
    }

    /**
     * Writes a setting; the file holds it when this returns.
     *
     * @throws IOException if the file is not a JSON object or cannot be written; then it is as before
     */
    public synchronized void put(Setting setting, String value) throws IOException {
        JsonNode node = node(setting, value);
        change(text -> {
            List<String> flat = List.of(setting.key());
            return text.put(text.value(flat) == null ? nested(setting) : flat, node);
        });
    }

    /**
     * Takes a setting out, with the object around it if nothing else is in there.
     *
     * @throws IOException as above
     */
    public synchronized void remove(Setting setting) throws IOException {
        change(text -> {
            List<String> path = nested(setting);
            SettingsText without = text.remove(List.of(setting.key())).remove(path);
            return text.value(path) == null || path.size() == 1
                    ? without
                    : without.prune(path.subList(0, path.size() - 1));
        });
    }

    private void change(UnaryOperator<SettingsText> change) throws IOException {
        Path target = TextFile.target(file);
        String before = TextFile.read(target);
        String after;
        try {
            after = change.apply(Notation.JSON.parse(before == null ? "" : before))
                    .text();
        } catch (SettingsFormatException e) {
            throw new IOException(
                    file + " cannot be changed: " + e.getMessage() + "; correct it by hand or delete it", e);
        }
        if (!after.equals(before == null ? "" : before)) {
            TextFile.write(target, after);
        }
    }

    private static List<String> nested(Setting setting) {
        return List.of(setting.key().split("\\."));
    }

    /** As a person would have written it: truths and whole numbers without quotation marks. */
    private static JsonNode node(Setting setting, String value) throws JsonProcessingException {
        if (setting.isJson()) {
            return JSON.readTree(value);
        }
        if (value.equals("true") || value.equals("false")) {
            return JsonNodeFactory.instance.booleanNode(Boolean.parseBoolean(value));
        }
        return NUMBER.matcher(value).matches()
                ? JsonNodeFactory.instance.numberNode(Long.parseLong(value))
                : JsonNodeFactory.instance.textNode(value);
    }
}
