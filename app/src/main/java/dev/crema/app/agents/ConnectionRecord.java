package dev.crema.app.agents;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.text.Edit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Crema did to a client's settings, so that it can be undone.
 *
 * @param file the changed file, links followed
 * @param before SHA-256 of the file before the change; empty if there was none
 * @param after SHA-256 of the file after the change
 * @param edits what was put into it
 * @param madeFolders folders made for it, outermost first
 */
record ConnectionRecord(
        Path file, String before, String after, Instant time, List<Edit> edits, List<Path> madeFolders) {
    ConnectionRecord {
        edits = List.copyOf(edits);
        madeFolders = List.copyOf(madeFolders);
    }

    /** Whether there was a file to change. */
    boolean existed() {
        return !before.isEmpty();
    }

    /** The SHA-256 of a text; empty for a file that is not there. */
    static String digest(@Nullable String text) {
        if (text == null) {
            return "";
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("file", file.toString());
        json.put("before", before);
        json.put("after", after);
        json.put("time", time.toString());
        ArrayNode list = json.putArray("edits");
        for (Edit edit : edits) {
            ObjectNode item = list.addObject();
            item.put("kind", edit instanceof Edit.Put ? "put" : "append");
            edit.path().forEach(item.putArray("path")::add);
            item.set("value", edit.value());
        }
        ArrayNode folders = json.putArray("madeFolders");
        madeFolders.forEach(folder -> folders.add(folder.toString()));
        return json;
    }

    static ConnectionRecord ofJson(JsonNode json) {
        List<Edit> edits = new ArrayList<>();
        for (JsonNode item : json.path("edits")) {
            List<String> path = texts(item.path("path"));
            JsonNode value = item.path("value");
            edits.add(
                    item.path("kind").asText().equals("put")
                            ? new Edit.Put(path, value)
                            : new Edit.Append(path, value));
        }
        return new ConnectionRecord(
                Path.of(json.path("file").asText()),
                json.path("before").asText(),
                json.path("after").asText(),
                Instant.parse(json.path("time").asText()),
                edits,
                texts(json.path("madeFolders")).stream().map(Path::of).toList());
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
