package dev.crema.proxy.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import org.jspecify.annotations.Nullable;

/**
 * Writes a request as JSON that is the same for the same question, straight into a hash. Keys of schemas are sorted and their
 * numbers have one spelling; arguments of tool calls stay as the model reads them. Ids of tool calls are numbered in the
 * order in which they appear: clients insist on new ids, which mean nothing to a model, so a conversation told again gets the
 * same keys turn by turn. One use, one thread.
 */
final class CanonicalRequest {
    /** Changes when anything about this form does, so that old keys are never found again. */
    private static final int VERSION = 1;

    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonGenerator json;
    private final Map<String, Integer> callNumbers = new HashMap<>();

    private CanonicalRequest(JsonGenerator json) {
        this.json = json;
    }

    /**
     * The SHA-256 of a request to the model of that identity.
     *
     * @param withLastText whether the texts of the last message take part
     */
    static byte[] digest(ChatRequest request, String identity, boolean withLastText) {
        MessageDigest digest = Checksums.sha256();
        try (JsonGenerator json = MAPPER.createGenerator(hashing(digest))) {
            new CanonicalRequest(json).request(request, identity, withLastText);
        } catch (IOException e) {
            throw new UncheckedIOException("a hash cannot fail to be written to", e);
        }
        return digest.digest();
    }

    private static OutputStream hashing(MessageDigest digest) {
        return new DigestOutputStream(OutputStream.nullOutputStream(), digest);
    }

    private void request(ChatRequest request, String identity, boolean withLastText) throws IOException {
        json.writeStartObject();
        json.writeNumberField("v", VERSION);
        json.writeStringField("model", identity);
        json.writeArrayFieldStart("tools");
        for (ToolSpec tool : request.tools()) {
            tool(tool);
        }
        json.writeEndArray();
        json.writeStringField("choice", choice(request.toolChoice()));
        json.writeBooleanField("parallel", request.parallelToolCalls());
        sampling(request.sampling());
        optional("max", request.maxTokens());
        json.writeStringField("thinking", request.thinking().name());
        messages(request.messages(), withLastText);
        json.writeEndObject();
    }

    private void tool(ToolSpec tool) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", tool.name());
        json.writeStringField("description", tool.description());
        json.writeBooleanField("deferred", tool.deferred());
        json.writeFieldName("schema");
        schema(tool.schema());
        json.writeEndObject();
    }

    private void schema(JsonNode node) throws IOException {
        if (node.isObject()) {
            json.writeStartObject();
            for (Entry<String, JsonNode> field :
                    node.properties().stream().sorted(Entry.comparingByKey()).toList()) {
                json.writeFieldName(field.getKey());
                schema(field.getValue());
            }
            json.writeEndObject();
        } else if (node.isArray()) {
            json.writeStartArray();
            for (JsonNode item : node) {
                schema(item);
            }
            json.writeEndArray();
        } else if (node.isNumber()) {
            json.writeNumber(node.decimalValue().stripTrailingZeros());
        } else {
            json.writeTree(node);
        }
    }

    private static String choice(ToolChoice choice) {
        return switch (choice) {
            case ToolChoice.Auto _ -> "auto";
            case ToolChoice.None _ -> "none";
            case ToolChoice.Required _ -> "required";
            case ToolChoice.Named named -> "named " + named.name();
        };
    }

    private void sampling(Sampling sampling) throws IOException {
        json.writeObjectFieldStart("sampling");
        optional("temperature", sampling.temperature());
        optional("topP", sampling.topP());
        optional("topK", sampling.topK());
        optional("minP", sampling.minP());
        optional("repetition", sampling.repetitionPenalty());
        optional("presence", sampling.presencePenalty());
        optional("frequency", sampling.frequencyPenalty());
        optional("seed", sampling.seed());
        json.writeNumberField("topLogprobs", sampling.topLogprobs());
        json.writeArrayFieldStart("stop");
        for (String stop : sampling.stop()) {
            json.writeString(stop);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Nothing for a number that the client left open, which is another thing than any number. */
    private void optional(String name, @Nullable Number value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    private void messages(List<Message> messages, boolean withLastText) throws IOException {
        json.writeArrayFieldStart("messages");
        for (int i = 0; i < messages.size(); i++) {
            json.writeStartObject();
            json.writeStringField("role", messages.get(i).role().name());
            parts(messages.get(i).parts(), withLastText || i + 1 < messages.size());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void parts(List<Part> parts, boolean withText) throws IOException {
        json.writeArrayFieldStart("parts");
        for (Part part : parts) {
            json.writeStartObject();
            part(part, withText);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private void part(Part part, boolean withText) throws IOException {
        switch (part) {
            case Part.Text text -> json.writeStringField("text", withText ? text.text() : "");
            case Part.Thinking thinking -> {
                json.writeStringField("thinking", thinking.text());
                json.writeStringField("signature", thinking.signature());
            }
            case Part.ToolUse use -> {
                json.writeNumberField("call", number(use.id()));
                json.writeStringField("name", use.name());
                json.writeFieldName("input");
                json.writeTree(use.input());
            }
            case Part.ToolResult result -> {
                json.writeNumberField("resultOf", number(result.toolUseId()));
                json.writeBooleanField("error", result.isError());
                parts(result.content(), true);
            }
            case Part.ToolReference reference -> json.writeStringField("reference", reference.toolName());
            case Part.Media media -> {
                json.writeStringField("media", media.kind());
                json.writeFieldName("raw");
                json.writeTree(media.raw());
            }
            case Part.Unknown unknown -> {
                json.writeFieldName("unknown");
                json.writeTree(unknown.raw());
            }
        }
    }

    private int number(String callId) {
        Integer known = callNumbers.putIfAbsent(callId, callNumbers.size());
        return known == null ? callNumbers.size() - 1 : known;
    }
}
