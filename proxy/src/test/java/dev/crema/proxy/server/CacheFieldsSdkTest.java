package dev.crema.proxy.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.helpers.BetaMessageAccumulator;
import com.anthropic.models.beta.messages.BetaDiagnosticsParam;
import com.anthropic.models.beta.messages.BetaMessage;
import com.anthropic.models.beta.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.CompletionUsage;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What answers tell of caches reaches the vendors' SDKs, and our own fields break none of them. */
class CacheFieldsSdkTest {
    private TestServer server;
    private AnthropicClient anthropic;
    private OpenAIClient openai;

    @BeforeEach
    void start() {
        server = TestServer.start("""
                {"otherwise": {"usage": {"cacheRead": 900, "cacheCreation": 100, "output": 10},
                  "cache": {"level": "l1_ssd", "ssdTokens": 500,
                            "miss": {"cause": "messages_changed", "position": 900, "missedTokens": 80,
                                     "before": "was", "now": "is"}},
                  "steps": [{"text": "Hello"}]}}
                """);
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(server.uri("").toString())
                .apiKey("key")
                .responseValidation(true)
                .maxRetries(0)
                .build();
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(server.uri("/v1").toString())
                .apiKey("key")
                .responseValidation(true)
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
    void anthropicKeepsTheLevelAndUnderstandsTheDiagnostics() {
        BetaMessageAccumulator accumulator = BetaMessageAccumulator.create();
        try (var stream = anthropic.beta().messages().createStreaming(ask())) {
            stream.stream().forEach(accumulator::accumulate);
        }

        for (BetaMessage message : List.of(anthropic.beta().messages().create(ask()), accumulator.message())) {
            assertThat(message.usage().cacheReadInputTokens()).contains(900L);
            assertThat(message.usage()._additionalProperties().get("crema_cache_level"))
                    .hasToString("l1_ssd");
            var diagnostics = message.diagnostics().orElseThrow();
            assertThat(diagnostics
                            .cacheMissReason()
                            .orElseThrow()
                            .asMessagesChanged()
                            .cacheMissedInputTokens())
                    .isEqualTo(80);
            assertThat(diagnostics._additionalProperties().get("crema").toString())
                    .contains("900", "was", "is");
        }
    }

    @Test
    void openAiKeepsTheLevel() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (var stream = openai.chat().completions().createStreaming(complete())) {
            stream.stream().forEach(accumulator::accumulate);
        }

        for (ChatCompletion answer :
                List.of(openai.chat().completions().create(complete()), accumulator.chatCompletion())) {
            CompletionUsage usage = answer.usage().orElseThrow();
            assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(900L);
            assertThat(usage._additionalProperties().get("crema_cache_level")).hasToString("l1_ssd");
        }
    }

    private static MessageCreateParams ask() {
        return MessageCreateParams.builder()
                .model("claude-x")
                .maxTokens(1000)
                .addUserMessage("Hi")
                .diagnostics(BetaDiagnosticsParam.builder()
                        .previousMessageId("msg_earlier")
                        .build())
                .build();
    }

    private static ChatCompletionCreateParams complete() {
        return ChatCompletionCreateParams.builder()
                .model("gpt-x")
                .addUserMessage("Hi")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
    }
}
