package dev.crema.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.CompletionUsage;
import com.openai.models.models.Model;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's own Java SDK; it throws on documents that are not valid. */
@Timeout(60)
class OpenAiSdkTest {
    private static ScriptedServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = new ScriptedServer();
        client = connect(ScriptedServer.KEY, 0);
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static OpenAIClient connect(String key, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey(key)
                .responseValidation(true)
                .timeout(Duration.ofSeconds(30))
                .maxRetries(retries)
                .build();
    }

    @Test
    void anAnswerArrivesWhole() {
        ChatCompletion completion = create(ask("Hi").build());

        assertThat(text(completion)).isEqualTo("You said: Hi");
        assertThat(completion.choices().getFirst().finishReason()).hasToString("stop");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi", "think", "usage", "compare", "time"})
    void theStreamedAnswerEqualsTheWholeOne(String text) {
        ChatCompletionCreateParams asked = ask(text)
                .addFunctionTool(function("get_weather"))
                .addFunctionTool(function("get_time"))
                .build();

        assertThat(said(streamed(asked))).isEqualTo(said(create(asked)));
    }

    @Test
    void oneToolCallGoesRound() {
        ChatCompletionCreateParams asked = ask("What is the weather?")
                .addFunctionTool(function("get_weather"))
                .build();
        ChatCompletion answer = create(asked);
        ChatCompletionMessageFunctionToolCall call = calls(answer).getFirst();
        assertThat(answer.choices().getFirst().finishReason()).hasToString("tool_calls");
        assertThat(call.function().name()).isEqualTo("get_weather");
        assertThat(arguments(call)).isEqualTo(Map.of("city", "Graz"));

        ChatCompletion end = create(asked.toBuilder()
                .addMessage(answer.choices().getFirst().message())
                .addMessage(result(call, "sunny"))
                .build());

        assertThat(text(end)).isEqualTo("The tool says: sunny");
    }

    @Test
    void twoStreamedToolCallsGoRound() {
        ChatCompletionCreateParams asked =
                ask("Please compare").addFunctionTool(function("get_weather")).build();
        ChatCompletion answer = streamed(asked);
        var calls = calls(answer);
        assertThat(calls)
                .extracting(OpenAiSdkTest::arguments)
                .containsExactly(Map.of("city", "Graz", "days", List.of(1, 2)), Map.of("city", "Zürich 😀"));
        assertThat(calls).extracting(ChatCompletionMessageFunctionToolCall::id).doesNotHaveDuplicates();

        ChatCompletion end = create(asked.toBuilder()
                .addMessage(answer.choices().getFirst().message())
                .addMessage(result(calls.getFirst(), "sunny"))
                .addMessage(result(calls.getLast(), "rain"))
                .build());

        assertThat(text(end)).isEqualTo("Both tools answered, at last: rain");
    }

    @Test
    void reasoningIsKeptApart() {
        var message = create(ask("think").build()).choices().getFirst().message();

        assertThat(message.content()).contains("Thought.");
        assertThat(message._additionalProperties())
                .containsEntry("reasoning_content", JsonValue.from("First this, then that."));
    }

    @Test
    void usageAddsUp() {
        CompletionUsage usage = create(ask("usage").build()).usage().orElseThrow();

        assertThat(usage.promptTokens()).isEqualTo(741);
        assertThat(usage.completionTokens()).isEqualTo(5);
        assertThat(usage.totalTokens()).isEqualTo(746);
        assertThat(usage.promptTokensDetails().flatMap(details -> details.cachedTokens()))
                .contains(700L);
    }

    @Test
    void modelsAreListedAndFoundById() {
        assertThat(client.models().list().autoPager())
                .extracting(Model::id)
                .containsExactly("crema-lite", "crema-tiny");
        assertThat(client.models().retrieve("crema-tiny").ownedBy()).isEqualTo("crema");
        assertThat(failure(NotFoundException.class, () -> client.models().retrieve("gpt-nobody"))
                        .code())
                .contains("model_not_found");
    }

    @Test
    void aMalformedRequestIsRefusedWithItsPlace() {
        var hot = ask("Hi").putAdditionalBodyProperty("temperature", JsonValue.from("hot"));

        OpenAIServiceException refused = failure(BadRequestException.class, () -> create(hot.build()));

        assertThat(refused.type()).contains("invalid_request_error");
        assertThat(refused.param()).contains("temperature");
    }

    @Test
    void aPromptBeyondTheWindowHasItsOwnCode() {
        var asked = ask("x".repeat(1000)).model("crema-tiny").build();

        assertThat(failure(BadRequestException.class, () -> create(asked)).code())
                .contains("context_length_exceeded");
    }

    @Test
    void aWrongKeyIsRefused() {
        OpenAIClient stranger = connect("wrong", 0);
        try {
            assertThat(failure(
                                    UnauthorizedException.class,
                                    () -> stranger.chat()
                                            .completions()
                                            .create(ask("Hi").build()))
                            .code())
                    .contains("invalid_api_key");
        } finally {
            stranger.close();
        }
    }

    @Test
    void aFullServerIsAskedAgainWhenItSaid() {
        OpenAIClient patient = connect(ScriptedServer.KEY, 1);
        try {
            long before = System.nanoTime();
            OpenAIServiceException full = failure(
                    OpenAIServiceException.class,
                    () -> patient.chat().completions().create(ask("overload").build()));

            assertThat(full.statusCode()).isEqualTo(503);
            assertThat(full.code()).contains("overloaded");
            assertThat(System.nanoTime() - before).as("retry-after is a second").isGreaterThan(1_000_000_000);
        } finally {
            patient.close();
        }
    }

    @Test
    void aFaultInTheMiddleOfAStreamIsThrown() {
        StringBuilder text = new StringBuilder();

        SseException fault = catchThrowableOfType(SseException.class, () -> {
            try (var stream =
                    client.chat().completions().createStreaming(ask("break").build())) {
                stream.stream()
                        .map(ChatCompletionChunk::choices)
                        .flatMap(List::stream)
                        .forEach(choice -> choice.delta().content().ifPresent(text::append));
            }
        });

        assertThat(fault).hasMessageContaining("A scripted fault");
        assertThat(text).hasToString("It begins well");
    }

    private static <T extends Throwable> T failure(Class<T> type, Runnable call) {
        T failure = catchThrowableOfType(type, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static ChatCompletion create(ChatCompletionCreateParams asked) {
        return client.chat().completions().create(asked);
    }

    private static ChatCompletion streamed(ChatCompletionCreateParams asked) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        var withUsage = asked.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (var stream = client.chat().completions().createStreaming(withUsage)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion();
    }

    private static ChatCompletionCreateParams.Builder ask(String text) {
        return ChatCompletionCreateParams.builder().model("crema-lite").addUserMessage(text);
    }

    private static FunctionDefinition function(String name) {
        return FunctionDefinition.builder()
                .name(name)
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
    }

    private static ChatCompletionToolMessageParam result(ChatCompletionMessageFunctionToolCall call, String content) {
        return ChatCompletionToolMessageParam.builder()
                .toolCallId(call.id())
                .content(content)
                .build();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletion completion) {
        return completion.choices().getFirst().message().toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static Object arguments(ChatCompletionMessageFunctionToolCall call) {
        return call.function().arguments(Map.class);
    }

    private static String text(ChatCompletion completion) {
        return completion.choices().getFirst().message().content().orElseThrow();
    }

    /** What an answer says, without ids and times, which differ from one to the next. */
    private static List<Object> said(ChatCompletion completion) {
        var choice = completion.validate().choices().getFirst();
        return List.of(
                choice.message().content(),
                calls(completion).stream()
                        .map(call -> List.of(call.function().name(), arguments(call)))
                        .toList(),
                choice.finishReason(),
                completion.model(),
                completion.usage());
    }
}
