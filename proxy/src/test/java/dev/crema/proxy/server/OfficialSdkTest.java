package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OfficialSdkTest {
    private TestServer server;
    private AnthropicClient anthropic;
    private OpenAIClient openai;

    @BeforeEach
    void start() {
        server = TestServer.start("""
                {"models": [{"id": "lite", "context": 3000}],
                 "rules": [
                  {"when": {"text": "full"}, "steps": [{"error": "overloaded", "message": "Full.", "retryAfter": 1}]},
                  {"when": {"tool": "get_weather"}, "steps": [
                     {"thinking": "Which city?"}, {"text": "I look."},
                     {"tool": "get_weather", "input": {"city": "Graz"}, "chunk": 3}]}],
                 "otherwise": {"prefillMillis": 700, "steps": [{"text": "Good day. You said: {{text}}", "chunk": 3}]}}
                """, "key", java.time.Duration.ofMillis(200), 1 << 20);
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(server.uri("").toString())
                .apiKey("key")
                .maxRetries(0)
                .build();
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey("key")
                .maxRetries(0)
                .build();
    }

    @AfterEach
    void stop() {
        anthropic.close();
        openai.close();
        server.close();
    }

    @Test
    void anthropicStreamsThroughPings() {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (var stream = anthropic.messages().createStreaming(ask("Hi").build())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        Message whole = anthropic.messages().create(ask("Hi").build());

        assertThat(text(accumulator.message()))
                .isEqualTo("Good day. You said: Hi")
                .isEqualTo(text(whole));
        assertThat(accumulator.message().usage().outputTokens())
                .isEqualTo(whole.usage().outputTokens());
    }

    @Test
    void anthropicCallsTools() {
        Tool tool = Tool.builder()
                .name("get_weather")
                .inputSchema(Tool.InputSchema.builder()
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (var stream = anthropic
                .messages()
                .createStreaming(ask("Weather?").addTool(tool).build())) {
            stream.stream().forEach(accumulator::accumulate);
        }

        var call = accumulator.message().content().getLast().asToolUse();
        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(call._input().convert(Map.class)).isEqualTo(Map.of("city", "Graz"));
        assertThat(accumulator.message().stopReason()).contains(StopReason.TOOL_USE);
    }

    @Test
    void anthropicListsModelsAndCountsTokens() {
        long tokens = anthropic
                .messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("claude-x")
                        .addUserMessage("12345678")
                        .build())
                .inputTokens();

        assertThat(tokens).isEqualTo(6);
        assertThat(anthropic.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.id()).isEqualTo("lite"));
        assertThat(anthropic.models().retrieve("lite").id()).isEqualTo("lite");
    }

    @Test
    void anthropicErrorsKeepTheirStatusAndRequest() {
        AnthropicServiceException full = catchThrowableOfType(
                AnthropicServiceException.class,
                () -> anthropic.messages().create(ask("full").build()));

        assertThat(full.statusCode()).isEqualTo(529);
        assertThat(full.requestId()).hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
    }

    @Test
    void openAiStreamsAndAnswersWhole() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (var stream = openai.chat().completions().createStreaming(complete("Hi"))) {
            stream.stream().forEach(accumulator::accumulate);
        }
        ChatCompletion whole = openai.chat().completions().create(complete("Hi"));

        assertThat(accumulator.chatCompletion().choices().getFirst().message().content())
                .contains("Good day. You said: Hi")
                .isEqualTo(whole.choices().getFirst().message().content());
    }

    @Test
    void openAiListsModelsAndKeepsErrors() {
        OpenAIServiceException full = catchThrowableOfType(
                OpenAIServiceException.class, () -> openai.chat().completions().create(complete("full")));

        assertThat(full.statusCode()).isEqualTo(503);
        assertThat(openai.models().list().data())
                .singleElement()
                .satisfies(model -> assertThat(model.id()).isEqualTo("lite"));
        assertThat(openai.models().retrieve("lite").id()).isEqualTo("lite");
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder().model("claude-x").maxTokens(1000).addUserMessage(text);
    }

    private static ChatCompletionCreateParams complete(String text) {
        return ChatCompletionCreateParams.builder()
                .model("gpt-x")
                .addUserMessage(text)
                .build();
    }

    private static String text(Message message) {
        return message.content().getFirst().asText().text();
    }
}
