package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.core.ObjectMappers;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.FinishReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Streams and whole answers, read back by the protocol's own SDK. */
class AnthropicAnswerTest {
    private static final String ID = "msg_0123456789abcdef01234567";

    private static RecordingSink stream(List<ChatEvent> events) throws IOException {
        RecordingSink sink = new RecordingSink();
        AnthropicStreamEncoder encoder = new AnthropicStreamEncoder("asked-model", ID.replace("msg_", "req_"));
        for (ChatEvent event : events) {
            encoder.on(event, sink);
        }
        return sink;
    }

    private static ObjectNode whole(List<ChatEvent> events) {
        AnthropicCollector collector = new AnthropicCollector("asked-model", ID.replace("msg_", "req_"));
        events.forEach(collector::on);
        return collector.body();
    }

    private static Message accumulated(List<ObjectNode> events) throws JsonProcessingException {
        MessageAccumulator accumulator = MessageAccumulator.create();
        for (ObjectNode event : events) {
            accumulator.accumulate(ObjectMappers.jsonMapper().readValue(event.toString(), RawMessageStreamEvent.class));
        }
        return accumulator.message();
    }

    @Test
    void aStreamWithThinkingTextAndACallLooksLikeThis() throws IOException {
        RecordingSink sink = stream(List.of(
                EventScripts.started(),
                new ChatEvent.Progress(5, 10),
                new ChatEvent.ThinkingDelta("hm"),
                new ChatEvent.TextDelta("Hel"),
                new ChatEvent.TextDelta(""),
                new ChatEvent.TextDelta("lo"),
                new ChatEvent.ToolCallStart("toolu_1", "now"),
                new ChatEvent.ToolCallEnd(),
                EventScripts.finished(FinishReason.TOOL_USE, 7)));

        String usage = "{\"input_tokens\":3,\"cache_creation_input_tokens\":20,\"cache_read_input_tokens\":500,"
                + "\"cache_creation\":{\"ephemeral_5m_input_tokens\":20,\"ephemeral_1h_input_tokens\":0},"
                + "\"output_tokens\":%d}";
        assertThat(sink.lines)
                .containsExactly(
                        "message_start {\"type\":\"message_start\",\"message\":{\"id\":\"" + ID
                                + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"asked-model\",\"content\":[],"
                                + "\"stop_reason\":null,\"stop_sequence\":null,\"usage\":" + usage.formatted(0) + "}}",
                        "content_block_start {\"type\":\"content_block_start\",\"index\":0,"
                                + "\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
                        "content_block_delta {\"type\":\"content_block_delta\",\"index\":0,"
                                + "\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
                        "content_block_delta {\"type\":\"content_block_delta\",\"index\":0,"
                                + "\"delta\":{\"type\":\"signature_delta\",\"signature\":\"" + Signatures.sign("hm")
                                + "\"}}",
                        "content_block_stop {\"type\":\"content_block_stop\",\"index\":0}",
                        "content_block_start {\"type\":\"content_block_start\",\"index\":1,"
                                + "\"content_block\":{\"type\":\"text\",\"text\":\"\"}}",
                        "content_block_delta {\"type\":\"content_block_delta\",\"index\":1,"
                                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hel\"}}",
                        "content_block_delta {\"type\":\"content_block_delta\",\"index\":1,"
                                + "\"delta\":{\"type\":\"text_delta\",\"text\":\"lo\"}}",
                        "content_block_stop {\"type\":\"content_block_stop\",\"index\":1}",
                        "content_block_start {\"type\":\"content_block_start\",\"index\":2,\"content_block\":"
                                + "{\"type\":\"tool_use\",\"id\":\"toolu_1\",\"name\":\"now\",\"input\":{}}}",
                        "content_block_delta {\"type\":\"content_block_delta\",\"index\":2,"
                                + "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}",
                        "content_block_stop {\"type\":\"content_block_stop\",\"index\":2}",
                        "message_delta {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\","
                                + "\"stop_sequence\":null},\"usage\":" + usage.formatted(7) + "}",
                        "message_stop {\"type\":\"message_stop\"}");
    }

    @Test
    void streamedAndWholeAnswersAreEqualToTheSdk() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            List<ChatEvent> events = EventScripts.random(new Random(seed));
            Message streamed = accumulated(stream(events).events);
            Message whole = ObjectMappers.jsonMapper()
                    .readValue(whole(events).toString(), Message.class)
                    .validate();
            assertThat(streamed).as("seed %d: %s", seed, events).isEqualTo(whole);
        }
    }

    @Test
    void everySequenceKeepsTheGrammarOfTheStream() throws IOException {
        for (int seed = 0; seed < 500; seed++) {
            List<ChatEvent> events = EventScripts.random(new Random(seed));
            StringBuilder shape = new StringBuilder();
            List<Integer> starts = new ArrayList<>();
            int index = -1;
            for (JsonNode event : stream(events).events) {
                shape.append(
                        switch (event.path("type").asText()) {
                            case "message_start" -> 'M';
                            case "content_block_start" -> "{" + kind(event.path("content_block"));
                            case "content_block_delta" -> kind(event.path("delta"));
                            case "content_block_stop" -> '}';
                            case "message_delta" -> 'D';
                            case "message_stop" -> 'S';
                            default -> '?';
                        });
                if (event.has("content_block")) {
                    starts.add(++index);
                }
                if (event.has("index")) {
                    assertThat(event.path("index").asInt()).isEqualTo(index);
                }
            }
            assertThat(shape.toString())
                    .as("seed %d: %s", seed, events)
                    .matches("M(\\{tt*\\}|\\{hh+s\\}|\\{uj+\\})+DS");
            assertThat(starts).startsWith(0);
        }
    }

    private static char kind(JsonNode typed) {
        return switch (typed.path("type").asText()) {
            case "text", "text_delta" -> 't';
            case "thinking", "thinking_delta" -> 'h';
            case "signature_delta" -> 's';
            case "tool_use" -> 'u';
            case "input_json_delta" -> 'j';
            default -> '?';
        };
    }

    @Test
    void anEmptyAnswerHasOneEmptyTextBlock() {
        assertThat(whole(List.of(EventScripts.started(), EventScripts.finished(FinishReason.END_TURN, 1)))
                        .path("content"))
                .hasToString("[{\"type\":\"text\",\"text\":\"\"}]");
    }

    @Test
    void aWarmedCacheHasUsageAndNoContent() throws IOException {
        List<ChatEvent> events = List.of(EventScripts.started(), EventScripts.finished(FinishReason.MAX_TOKENS, 0));
        assertThat(whole(events).path("content")).isEmpty();
        assertThat(whole(events).at("/usage/cache_creation_input_tokens").asInt())
                .isEqualTo(20);
        assertThat(stream(events).events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("message_start", "message_delta", "message_stop");
    }

    @ParameterizedTest
    @CsvSource({
        "END_TURN,end_turn",
        "STOP_SEQUENCE,stop_sequence",
        "MAX_TOKENS,max_tokens",
        "TOOL_USE,tool_use",
        "CONTEXT_FULL,model_context_window_exceeded",
        "REFUSAL,refusal"
    })
    void everyReasonHasItsName(FinishReason reason, String name) {
        ObjectNode body =
                whole(List.of(EventScripts.started(), new ChatEvent.TextDelta("x"), EventScripts.finished(reason, 1)));
        assertThat(body.path("stop_reason").asText()).isEqualTo(name);
        assertThat(body.path("stop_sequence").asText("none"))
                .isEqualTo(reason == FinishReason.STOP_SEQUENCE ? "END" : "none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"{\"a\":", "[1]", "{}{}", "7"})
    void argumentsThatAreNoObjectFailBothKindsOfAnswer(String arguments) {
        List<ChatEvent> events = List.of(
                EventScripts.started(),
                new ChatEvent.ToolCallStart("toolu_1", "t"),
                new ChatEvent.ToolCallArguments(arguments),
                new ChatEvent.ToolCallEnd());
        assertThatThrownBy(() -> stream(events)).isInstanceOf(ChatException.class);
        assertThatThrownBy(() -> whole(events)).isInstanceOf(ChatException.class);
    }

    @Test
    void pingsMayComeBeforeAndAfterTheStart() throws IOException {
        RecordingSink sink = new RecordingSink();
        AnthropicStreamEncoder encoder = new AnthropicStreamEncoder("m", "req_1");
        encoder.keepAlive(sink);
        encoder.on(EventScripts.started(), sink);
        encoder.keepAlive(sink);
        encoder.on(EventScripts.finished(FinishReason.END_TURN, 1), sink);
        assertThat(sink.lines.get(0)).isEqualTo("ping {\"type\":\"ping\"}").isEqualTo(sink.lines.get(2));
        assertThat(accumulated(sink.events.stream()
                                .filter(event -> !event.path("type").asText().equals("ping"))
                                .toList())
                        .content())
                .hasSize(1);
    }

    @Test
    void aFailureIsAnErrorEventBeforeAndAfterTheStart() throws IOException {
        String error = "error {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"full\"},"
                + "\"request_id\":\"req_1\"}";
        ChatException failure = new ChatException(ChatException.Kind.OVERLOADED, "full");
        RecordingSink sink = new RecordingSink();
        new AnthropicStreamEncoder("m", "req_1").fail(failure, "req_1", sink);
        assertThat(sink.lines).containsExactly(error);

        AnthropicStreamEncoder encoder = new AnthropicStreamEncoder("m", "req_1");
        encoder.on(EventScripts.started(), sink);
        encoder.on(new ChatEvent.TextDelta("partial"), sink);
        encoder.fail(failure, "req_1", sink);
        assertThat(sink.lines).last().isEqualTo(error);
    }

    @Test
    void anAnswersIdNamesItsRequest() {
        AnthropicCollector collector = new AnthropicCollector("m", "req_0A9z");
        collector.on(EventScripts.started());
        collector.on(EventScripts.finished(FinishReason.END_TURN, 1));
        assertThat(collector.body().path("id").asText()).isEqualTo("msg_0A9z");
        assertThat(MessageIds.requestId("msg_0A9z")).isEqualTo("req_0A9z");
    }

    @Test
    void ourSignaturesAreRecognised() {
        assertThat(Signatures.ours(Signatures.sign("hm"))).isTrue();
        assertThat(Signatures.ours("EqQBCgIYAhIM")).isFalse();
        assertThat(Signatures.ours("")).isFalse();
    }

    @Test
    void anUnfinishedAnswerHasNoBody() {
        AnthropicCollector collector = new AnthropicCollector("m", "req_1");
        collector.on(EventScripts.started());
        assertThatThrownBy(collector::body).isInstanceOf(IllegalStateException.class);
    }
}
