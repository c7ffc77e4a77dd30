package dev.crema.proxy.cache;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.proxy.cache.CachedAnswer.Piece;
import dev.crema.proxy.chat.FinishReason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An answer as bytes: compact JSON, {@code {"v":1,"p":prompt tokens,"o":output tokens,"f":finish reason,"s":stop string,
 * "n":nanoseconds,"t":created,"c":[["x",text],["r",reasoning],["c",tool,arguments]]}}. Safe from any thread.
 */
final class AnswerCodec {
    private static final int VERSION = 1;
    private static final JsonMapper MAPPER = new JsonMapper();

    private AnswerCodec() {}

    static byte[] encode(CachedAnswer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeNumberField("v", VERSION);
            json.writeNumberField("p", answer.promptTokens());
            json.writeNumberField("o", answer.outputTokens());
            json.writeStringField("f", answer.reason().name());
            if (answer.stopSequence() != null) {
                json.writeStringField("s", answer.stopSequence());
            }
            json.writeNumberField("n", answer.nanos());
            json.writeNumberField("t", answer.createdMillis());
            json.writeArrayFieldStart("c");
            for (Piece piece : answer.pieces()) {
                write(json, piece);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot fail to be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(JsonGenerator json, Piece piece) throws IOException {
        String[] values = switch (piece) {
            case Piece.Text text -> new String[] {"x", text.text()};
            case Piece.Thinking thinking -> new String[] {"r", thinking.text()};
            case Piece.ToolCall call -> new String[] {"c", call.name(), call.arguments()};
        };
        json.writeArray(values, 0, values.length);
    }

    /** The answer; null if another version of Crema wrote it, or something else did. */
    static @Nullable CachedAnswer decode(byte[] bytes) {
        try {
            JsonNode json = MAPPER.readTree(bytes);
            if (json.path("v").asInt() != VERSION) {
                return null;
            }
            List<Piece> pieces = new ArrayList<>();
            for (JsonNode piece : json.path("c")) {
                pieces.add(piece(piece));
            }
            return new CachedAnswer(
                    json.path("p").asInt(),
                    json.path("o").asInt(),
                    FinishReason.valueOf(json.path("f").asText()),
                    json.hasNonNull("s") ? json.path("s").asText() : null,
                    json.path("n").asLong(),
                    json.path("t").asLong(),
                    pieces);
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }

    private static Piece piece(JsonNode values) {
        return switch (values.path(0).asText()) {
            case "x" -> new Piece.Text(values.path(1).asText());
            case "r" -> new Piece.Thinking(values.path(1).asText());
            case "c" ->
                new Piece.ToolCall(values.path(1).asText(), values.path(2).asText());
            default -> throw new IllegalArgumentException("unknown piece: " + values.path(0));
        };
    }
}
