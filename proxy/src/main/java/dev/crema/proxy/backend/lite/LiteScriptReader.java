package dev.crema.proxy.backend.lite;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Usage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads scripts, and lists all their errors at once. One script, one thread. */
final class LiteScriptReader {
    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(JsonParser.Feature.ALLOW_COMMENTS).build();
    private static final String DEFAULT_ID = "crema-lite";
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");
    private static final int DEFAULT_CONTEXT = 200_000;
    private static final int DEFAULT_CHUNK = 16;

    private final ScriptErrors errors = new ScriptErrors();

    /** What answers depend on: another script is another model, whatever it calls itself. */
    private final String identity;

    private LiteScriptReader(String json) {
        this.identity =
                UUID.nameUUIDFromBytes(json.getBytes(StandardCharsets.UTF_8)).toString();
    }

    /** A file; or, where there is none, though there may be a folder, the built-in script of that name. */
    static LiteScript open(@Nullable Path path) {
        String name = path == null ? "default" : path.toString();
        try {
            if (path != null && Files.exists(path) && !Files.isDirectory(path)) {
                return parse(Files.readString(path), name);
            }
            try (InputStream in = LiteScriptReader.class.getResourceAsStream(name + ".json")) {
                if (in != null) {
                    return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), "built-in script " + name);
                }
            }
        } catch (IOException e) {
            throw new LiteScriptException(name, List.of("cannot be read: " + e));
        }
        throw new LiteScriptException(name, List.of("is neither a file nor a built-in script (default, claude-code)"));
    }

    static LiteScript parse(String json, String source) {
        try {
            JsonNode root = MAPPER.readTree(json);
            LiteScriptReader reader = new LiteScriptReader(json);
            LiteScript script = reader.script(new ScriptNode("", root, reader.errors));
            reader.errors.throwIfAny(source);
            return script;
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            throw new LiteScriptException(
                    source,
                    List.of("line " + where.getLineNr() + ", column " + where.getColumnNr() + ": "
                            + e.getOriginalMessage()));
        }
    }

    private LiteScript script(ScriptNode root) {
        root.allow("models", "rules", "otherwise");
        List<ModelInfo> models = root.list("models").stream().map(this::model).toList();
        List<LiteRule> rules = root.list("rules").stream().map(this::rule).toList();
        ScriptNode otherwise = root.child("otherwise");
        if (otherwise != null) {
            otherwise.allow("prefillMillis", "prefillSteps", "steps", "finish", "usage");
        }
        return new LiteScript(
                models.isEmpty() ? List.of(defaultModel()) : models,
                rules,
                otherwise == null
                        ? new LiteAnswer(
                                Duration.ZERO,
                                1,
                                List.of(new LiteStep.Text(
                                        "No rule of the script matches.", DEFAULT_CHUNK, Duration.ZERO, 1)),
                                null,
                                null)
                        : answer(otherwise));
    }

    private ModelInfo model(ScriptNode node) {
        node.allow("id", "name", "context");
        String id = node.required("id");
        return new ModelInfo(
                id, node.text("name", id), CREATED, node.integer("context", DEFAULT_CONTEXT), id + "@" + identity);
    }

    private ModelInfo defaultModel() {
        return new ModelInfo(DEFAULT_ID, "Crema Lite", CREATED, DEFAULT_CONTEXT, DEFAULT_ID + "@" + identity);
    }

    private LiteRule rule(ScriptNode node) {
        node.allow("name", "when", "prefillMillis", "prefillSteps", "steps", "finish", "usage");
        ScriptNode when = node.child("when");
        if (when == null) {
            node.error("when", "is missing; a rule for every request belongs into \"otherwise\"");
            when = new ScriptNode(node.path(), JsonNodeFactory.instance.objectNode(), errors);
        }
        return new LiteRule(condition(when), answer(node));
    }

    private static LiteCondition condition(ScriptNode when) {
        when.allow("text", "regex", "in", "turn", "toolResults", "tool", "model", "side");
        return new LiteCondition(
                when.textOrNull("text"),
                when.pattern("regex"),
                when.oneOf("in", "last", List.of("last", "any")).equals("any"),
                when.integerOrNull("turn"),
                when.integerOrNull("toolResults"),
                when.textOrNull("tool"),
                when.textOrNull("model"),
                when.flagOrNull("side"));
    }

    private LiteAnswer answer(ScriptNode node) {
        List<LiteStep> steps = new ArrayList<>();
        for (ScriptNode step : node.list("steps")) {
            LiteStep parsed = step(step);
            if (parsed != null) {
                steps.add(parsed);
            }
        }
        return new LiteAnswer(
                node.millis("prefillMillis"),
                node.integer("prefillSteps", 1),
                steps,
                node.enumOrNull("finish", FinishReason.class),
                usage(node.child("usage")));
    }

    private static @Nullable Usage usage(@Nullable ScriptNode node) {
        if (node == null) {
            return null;
        }
        node.allow("input", "cacheRead", "cacheCreation", "output");
        return new Usage(
                node.integer("input", 0),
                node.integer("cacheRead", 0),
                node.integer("cacheCreation", 0),
                node.integer("output", 0));
    }

    private static @Nullable LiteStep step(ScriptNode node) {
        if (node.has("text")) {
            node.allow("text", "chunk", "delayMillis", "repeat");
            return new LiteStep.Text(
                    node.required("text"), chunk(node), node.millis("delayMillis"), node.integer("repeat", 1));
        }
        if (node.has("thinking")) {
            node.allow("thinking", "chunk", "delayMillis");
            return new LiteStep.Thinking(node.required("thinking"), chunk(node), node.millis("delayMillis"));
        }
        if (node.has("tool")) {
            node.allow("tool", "input", "chunk", "delayMillis");
            ObjectNode input = node.object("input");
            return new LiteStep.ToolCall(node.required("tool"), input, chunk(node), node.millis("delayMillis"));
        }
        if (node.has("pauseMillis")) {
            node.allow("pauseMillis");
            return new LiteStep.Pause(node.millis("pauseMillis"));
        }
        if (node.has("error")) {
            node.allow("error", "message", "retryAfter");
            ChatException.Kind kind = node.enumOrNull("error", ChatException.Kind.class);
            return new LiteStep.Fail(
                    kind == null ? ChatException.Kind.INTERNAL : kind,
                    node.text("message", "Scripted failure."),
                    node.integer("retryAfter", 0));
        }
        node.error("", "needs one of \"text\", \"thinking\", \"tool\", \"pauseMillis\", \"error\"");
        return null;
    }

    private static int chunk(ScriptNode node) {
        return Math.max(1, node.integer("chunk", DEFAULT_CHUNK));
    }
}
