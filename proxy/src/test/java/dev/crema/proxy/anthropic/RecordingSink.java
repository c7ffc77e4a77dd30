package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.http.SseSink;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps what is sent. */
final class RecordingSink implements SseSink {
    final List<String> lines = new ArrayList<>();
    final List<ObjectNode> events = new ArrayList<>();

    @Override
    public void event(@Nullable String name, String data) {
        lines.add(name + " " + data);
        ObjectNode parsed = Json.object(data);
        if (!parsed.path("type").asText().equals(name) || data.contains("\n")) {
            throw new AssertionError("not one event of its own name: " + name + " " + data);
        }
        events.add(parsed);
    }

    @Override
    public void comment(String text) {
        throw new AssertionError("encoders write no comments");
    }
}
