package dev.crema.proxy.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.ObjectMappers;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatEvent.TokenLogprob;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.FinishReason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenAiAnswerTest {
    private static final String CHUNK_HEAD =
            "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1800000000,"
                    + "\"model\":\"the-model\",\"system_fingerprint\":\"" + fingerprint() + "\",";

    private static String fingerprint() {
        return "fp_%08x".formatted("served-model".hashCode());
    }

    private static String chunk(String delta, String finish) {
        return CHUNK_HEAD + "\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"logprobs\":null,\"finish_reason\":"
                + finish + "}]}";
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Test
    void aTextStreamIsRoleTextFinishAndDone() {
        assertThat(Answers.stream(
                        List.of(
                                new ChatEvent.Progress(1, 2),
                                Answers.started(),
                                new ChatEvent.ThinkingDelta("Hm."),
                                new ChatEvent.TextDelta("Hi"),
                                Answers.finished(FinishReason.STOP_SEQUENCE)),
                        false))
                .containsExactly(
                        chunk("{\"role\":\"assistant\"}", "null"),
                        chunk("{\"reasoning_content\":\"Hm.\"}", "null"),
                        chunk("{\"content\":\"Hi\"}", "null"),
                        chunk("{}", "\"stop\""),
                        "[DONE]");
    }

    @Test
    void aToolCallIsStartedOnceAndItsArgumentsFollow() {
        assertThat(Answers.stream(
                        List.of(
                                Answers.started(),
                                new ChatEvent.ToolCallStart("toolu_1", "f"),
                                new ChatEvent.ToolCallArguments("{\"a\":"),
                                new ChatEvent.ToolCallArguments("1}"),
                                new ChatEvent.ToolCallEnd(),
                                new ChatEvent.ToolCallStart("toolu_2", "g"),
                                new ChatEvent.ToolCallEnd(),
                                Answers.finished(FinishReason.TOOL_USE)),
                        false))
                .containsExactly(
                        chunk("{\"role\":\"assistant\"}", "null"),
                        chunk(
                                "{\"tool_calls\":[{\"index\":0,\"id\":\"toolu_1\",\"type\":\"function\","
                                        + "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}",
                                "null"),
                        chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}", "null"),
                        chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}", "null"),
                        chunk(
                                "{\"tool_calls\":[{\"index\":1,\"id\":\"toolu_2\",\"type\":\"function\","
                                        + "\"function\":{\"name\":\"g\",\"arguments\":\"\"}}]}",
                                "null"),
                        chunk("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}", "null"),
                        chunk("{}", "\"tool_calls\""),
                        "[DONE]");
    }

    @Test
    void usageComesInAChunkOfItsOwnWhenAskedFor() {
        List<String> lines = Answers.stream(List.of(Answers.started(), Answers.finished(FinishReason.END_TURN)), true);
        assertThat(lines.subList(0, 2)).allSatisfy(line -> assertThat(line).endsWith(",\"usage\":null}"));
        assertThat(lines.subList(2, 4))
                .containsExactly(
                        CHUNK_HEAD + "\"choices\":[],\"usage\":{\"prompt_tokens\":35,\"completion_tokens\":7,"
                                + "\"total_tokens\":42,\"prompt_tokens_details\":{\"cached_tokens\":20}}}",
                        "[DONE]");
    }

    @Test
    void aWholeAnswerHoldsTextCallsAndUsage() {
        assertThat(json(Answers.whole(List.of(
                        Answers.started(),
                        new ChatEvent.ThinkingDelta("Hm."),
                        new ChatEvent.TextDelta("Loo"),
                        new ChatEvent.TextDelta("king."),
                        new ChatEvent.ToolCallStart("toolu_1", "f"),
                        new ChatEvent.ToolCallArguments("{\"a\":1}"),
                        new ChatEvent.ToolCallEnd(),
                        Answers.finished(FinishReason.END_TURN)))))
                .isEqualTo(json("""
                        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1800000000, "model": "the-model",
                         "system_fingerprint": "%s",
                         "choices": [{"index": 0, "message": {"role": "assistant", "content": "Looking.", "refusal": null,
                           "reasoning_content": "Hm.", "tool_calls": [
                             {"id": "toolu_1", "type": "function", "function": {"name": "f", "arguments": "{\\"a\\":1}"}}]},
                           "logprobs": null, "finish_reason": "tool_calls"}],
                         "usage": {"prompt_tokens": 35, "completion_tokens": 7, "total_tokens": 42,
                           "prompt_tokens_details": {"cached_tokens": 20}}}
                        """.formatted(fingerprint())));
    }

    @Test
    void anEmptyAnswerIsEmptyTextAndCallsAloneHaveNoText() {
        assertThat(json(Answers.whole(List.of(Answers.started(), Answers.finished(FinishReason.END_TURN))))
                        .at("/choices/0/message/content")
                        .textValue())
                .isEmpty();
        assertThat(json(Answers.whole(List.of(
                                Answers.started(),
                                new ChatEvent.ToolCallStart("toolu_1", "f"),
                                new ChatEvent.ToolCallEnd(),
                                Answers.finished(FinishReason.TOOL_USE))))
                        .at("/choices/0/message/content")
                        .isNull())
                .isTrue();
    }

    @Test
    void logprobsHoldBytesAlternativesAndNoInfinity() {
        var token = new TokenLogprob("é", -0.25, List.of(new TokenLogprob("e", Double.NEGATIVE_INFINITY, List.of())));
        assertThat(json(Answers.whole(List.of(
                                Answers.started(),
                                new ChatEvent.TextDelta("é", List.of(token)),
                                Answers.finished(FinishReason.MAX_TOKENS))))
                        .at("/choices/0"))
                .isEqualTo(json("""
                        {"index": 0, "message": {"role": "assistant", "content": "é", "refusal": null},
                         "logprobs": {"refusal": null, "content": [{"token": "é", "logprob": -0.25, "bytes": [195, 169],
                           "top_logprobs": [{"token": "e", "logprob": -9999.0, "bytes": [101]}]}]},
                         "finish_reason": "length"}
                        """));
    }

    @Test
    void everyReasonHasItsWord() {
        for (FinishReason reason : FinishReason.values()) {
            String word = switch (reason) {
                case END_TURN, STOP_SEQUENCE -> "stop";
                case MAX_TOKENS, CONTEXT_FULL -> "length";
                case TOOL_USE -> "tool_calls";
                case REFUSAL -> "content_filter";
            };
            assertThat(json(Answers.whole(List.of(Answers.started(), Answers.finished(reason))))
                            .at("/choices/0/finish_reason")
                            .asText())
                    .isEqualTo(word);
        }
    }

    /** OpenAI's own SDK adds up the stream and reads the whole answer; both are valid and say the same. */
    @Test
    void theSdkReadsTheSameFromTheStreamAndTheWhole() throws IOException {
        Random random = new Random(11);
        var mapper = ObjectMappers.jsonMapper();
        for (int i = 0; i < 500; i++) {
            List<ChatEvent> events = Answers.random(random);
            var accumulator = ChatCompletionAccumulator.create();
            List<String> lines = Answers.stream(events, true);
            for (String line : lines.subList(0, lines.size() - 1)) {
                accumulator.accumulate(
                        mapper.readValue(line, ChatCompletionChunk.class).validate());
            }
            ChatCompletion streamed = accumulator.chatCompletion().validate();
            ChatCompletion whole = mapper.readValue(Answers.whole(events), ChatCompletion.class)
                    .validate();
            assertThat(lines.getLast()).isEqualTo("[DONE]");
            assertThat(comparable(streamed)).isEqualTo(comparable(whole));
        }
    }

    /** What an answer says. */
    private static List<Object> comparable(ChatCompletion answer) {
        var choice = answer.choices().getFirst();
        return List.of(
                answer.id(),
                answer.model(),
                choice.finishReason(),
                choice.message().content(),
                choice.message().toolCalls().orElse(List.of()),
                choice.logprobs().flatMap(logprobs -> logprobs.content()).orElse(List.of()),
                answer.usage().orElseThrow().promptTokens(),
                answer.usage().orElseThrow().completionTokens(),
                answer.usage().orElseThrow().totalTokens());
    }

    /** Reasoning is no part of the SDK's model, so it is added up here. */
    @Test
    void reasoningIsTheSameInTheStreamAndTheWhole() {
        Random random = new Random(12);
        for (int i = 0; i < 500; i++) {
            List<ChatEvent> events = Answers.random(random);
            List<String> lines = Answers.stream(events, false);
            StringBuilder streamed = new StringBuilder();
            for (String line : lines.subList(0, lines.size() - 1)) {
                streamed.append(
                        json(line).at("/choices/0/delta/reasoning_content").asText());
            }
            assertThat(json(Answers.whole(events))
                            .at("/choices/0/message/reasoning_content")
                            .asText())
                    .isEqualTo(streamed.toString());
        }
    }

    @Test
    void keepAlivesAreCommentsThatTellHowFarThePromptIs() throws IOException {
        Answers.Lines sink = new Answers.Lines();
        OpenAiStreamEncoder encoder = new OpenAiStreamEncoder(Answers.HEAD, false);
        encoder.keepAlive(sink);
        encoder.on(new ChatEvent.Progress(512, 9000), sink);
        encoder.keepAlive(sink);
        assertThat(sink.lines).hasSize(2);
        assertThat(sink.lines.getFirst()).matches(": status - processing \\(\\d+ s\\)");
        assertThat(sink.lines.getLast()).matches(": status - processing \\(\\d+ s, prompt tokens 512/9000\\)");
    }

    @Test
    void aFailureIsAnErrorDocumentAndNoDoneFollows() throws IOException {
        Answers.Lines sink = new Answers.Lines();
        OpenAiStreamEncoder encoder = new OpenAiStreamEncoder(Answers.HEAD, false);
        encoder.on(Answers.started(), sink);
        encoder.fail(new ChatException(ChatException.Kind.INTERNAL, "It broke."), "req_1", sink);
        assertThat(sink.lines).hasSize(2);
        assertThat(sink.lines.getLast())
                .isEqualTo("{\"error\":{\"message\":\"It broke.\",\"type\":\"server_error\",\"param\":null,"
                        + "\"code\":\"internal_error\"},\"request_id\":\"req_1\"}");
    }

    @Test
    void aClientThatIsGoneIsToldToTheCaller() {
        var gone = new dev.crema.proxy.http.SseSink() {
            @Override
            public void event(String name, String data) throws IOException {
                throw new IOException("gone");
            }

            @Override
            public void comment(String text) throws IOException {
                throw new IOException("gone");
            }
        };
        OpenAiStreamEncoder encoder = new OpenAiStreamEncoder(Answers.HEAD, false);
        assertThatThrownBy(() -> encoder.on(Answers.started(), gone)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> encoder.keepAlive(gone)).isInstanceOf(IOException.class);
    }

    @Test
    void everyAnswerHasItsOwnId() {
        assertThat(AnswerHead.now("m").id())
                .matches("chatcmpl-[0-9a-f]{32}")
                .isNotEqualTo(AnswerHead.now("m").id());
    }

    @Test
    void modelsAreListed() {
        var model = new ModelInfo("the-model", "The Model", Instant.ofEpochSecond(1_800_000_000L), 8192);
        String one = "{\"id\":\"the-model\",\"object\":\"model\",\"created\":1800000000,\"owned_by\":\"crema\","
                + "\"context_length\":8192}";
        assertThat(OpenAiModels.one(model)).hasToString(one);
        assertThat(OpenAiModels.list(List.of(model))).hasToString("{\"object\":\"list\",\"data\":[" + one + "]}");
    }
}
