package dev.crema.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.SseException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.Usage;
import com.anthropic.models.models.ModelInfo;
import com.anthropic.models.models.ModelListParams;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Anthropic's own Java SDK; it throws on documents that are not valid. */
@Timeout(60)
class AnthropicSdkTest {
    private static ScriptedServer server;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        server = new ScriptedServer();
        client = connect().apiKey(ScriptedServer.KEY).build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static AnthropicOkHttpClient.Builder connect() {
        return AnthropicOkHttpClient.builder()
                .baseUrl(server.url())
                .responseValidation(true)
                .timeout(Duration.ofSeconds(30))
                .maxRetries(0);
    }

    @Test
    void anAnswerArrivesWhole() {
        Message message = client.messages().create(ask("Hi").build());

        assertThat(text(message)).isEqualTo("You said: Hi");
        assertThat(message.stopReason()).contains(StopReason.END_TURN);
        assertThat(message.id()).startsWith("msg_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Hi", "think", "usage", "compare", "time"})
    void theStreamedAnswerEqualsTheWholeOne(String text) {
        MessageCreateParams asked =
                ask(text).addTool(tool("get_weather")).addTool(tool("get_time")).build();

        assertThat(said(streamed(asked))).isEqualTo(said(client.messages().create(asked)));
    }

    @Test
    void oneToolCallGoesRound() {
        MessageCreateParams asked =
                ask("What is the weather?").addTool(tool("get_weather")).build();
        Message answer = client.messages().create(asked);
        ToolUseBlock call = calls(answer).getFirst();
        assertThat(answer.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(call.name()).isEqualTo("get_weather");
        assertThat(input(call)).isEqualTo(Map.of("city", "Graz"));

        Message end = client.messages().create(followUp(asked, answer, result(call, "sunny", false)));

        assertThat(text(end)).isEqualTo("The tool says: sunny");
        assertThat(end.stopReason()).contains(StopReason.END_TURN);
    }

    @Test
    void twoStreamedToolCallsGoRound() {
        MessageCreateParams asked =
                ask("Please compare").addTool(tool("get_weather")).build();
        Message answer = streamed(asked);
        List<ToolUseBlock> calls = calls(answer);
        assertThat(calls)
                .extracting(AnthropicSdkTest::input)
                .containsExactly(Map.of("city", "Graz", "days", List.of(1, 2)), Map.of("city", "Zürich 😀"));
        assertThat(calls).extracting(ToolUseBlock::id).doesNotHaveDuplicates();

        Message end = client.messages()
                .create(followUp(
                        asked,
                        answer,
                        result(calls.getFirst(), "sunny", false),
                        result(calls.getLast(), "no such city", true)));

        assertThat(text(end)).startsWith("Both tools answered").endsWith("no such city");
    }

    @Test
    void tokenCountsAgree() {
        long counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("crema-lite")
                        .system("Be brief.")
                        .addUserMessage("Count me")
                        .addTool(tool("get_weather"))
                        .build())
                .inputTokens();

        Message answer = client.messages()
                .create(ask("Count me")
                        .system("Be brief.")
                        .addTool(tool("get_weather"))
                        .build());

        assertThat(counted).isPositive().isEqualTo(answer.usage().inputTokens());
    }

    @Test
    void usageKeepsItsPartsApart() {
        Usage usage = client.messages().create(ask("usage").build()).usage();

        assertThat(usage.inputTokens()).isEqualTo(11);
        assertThat(usage.cacheReadInputTokens()).contains(700L);
        assertThat(usage.cacheCreationInputTokens()).contains(30L);
        assertThat(usage.outputTokens()).isEqualTo(5);
    }

    @Test
    void modelsAreListedInPagesAndFoundById() {
        var pages = client.models().list(ModelListParams.builder().limit(1).build());

        assertThat(pages.autoPager()).extracting(ModelInfo::id).containsExactly("crema-lite", "crema-tiny");
        assertThat(client.models().retrieve("crema-tiny").displayName()).isEqualTo("Crema Tiny");
        assertThat(failure(NotFoundException.class, () -> client.models().retrieve("claude-nobody"))
                        .type())
                .hasToString("Optional[not_found_error]");
    }

    @Test
    void aMalformedRequestIsRefusedWithItsReason() {
        AnthropicServiceException refused = failure(
                BadRequestException.class,
                () -> client.messages().create(ask("Hi").messages(List.of()).build()));

        assertThat(refused.apiMessage())
                .hasValueSatisfying(message -> assertThat(message).contains("messages"));
        assertThat(refused.requestId()).hasValueSatisfying(id -> assertThat(id).startsWith("req_"));
    }

    @Test
    void aPromptBeyondTheWindowSaysSoInTheWordsClientsCompactOn() {
        AnthropicServiceException refused = failure(
                BadRequestException.class,
                () -> client.messages()
                        .create(ask("x".repeat(1000)).model("crema-tiny").build()));

        assertThat(refused.apiMessage()).contains("prompt is too long: 254 tokens > 100 maximum");
    }

    @Test
    void theKeyTravelsInEitherHeader() {
        var builders = List.of(
                connect().authToken(ScriptedServer.KEY),
                connect().apiKey("unused").replaceHeaders("x-api-key", ScriptedServer.KEY));
        for (var builder : builders) {
            try (AutoCloseableClient other = new AutoCloseableClient(builder.build())) {
                assertThat(text(other.client.messages().create(ask("Hi").build())))
                        .isEqualTo("You said: Hi");
            }
        }
        try (AutoCloseableClient stranger =
                new AutoCloseableClient(connect().apiKey("wrong").build())) {
            assertThat(failure(
                                    UnauthorizedException.class,
                                    () -> stranger.client
                                            .messages()
                                            .create(ask("Hi").build()))
                            .type())
                    .hasToString("Optional[authentication_error]");
        }
    }

    @Test
    void aFullServerIsAskedAgainWhenItSaid() {
        try (AutoCloseableClient patient = new AutoCloseableClient(
                connect().apiKey(ScriptedServer.KEY).maxRetries(1).build())) {
            long before = System.nanoTime();
            AnthropicServiceException full = failure(
                    AnthropicServiceException.class,
                    () -> patient.client.messages().create(ask("overload").build()));

            assertThat(full.statusCode()).isEqualTo(529);
            assertThat(full.type()).hasToString("Optional[overloaded_error]");
            assertThat(System.nanoTime() - before).as("retry-after is a second").isGreaterThan(1_000_000_000);
        }
    }

    @Test
    void aFaultInTheMiddleOfAStreamIsThrown() {
        StringBuilder text = new StringBuilder();

        SseException fault = catchThrowableOfType(SseException.class, () -> {
            try (var stream = client.messages().createStreaming(ask("break").build())) {
                stream.stream()
                        .forEach(event -> event.contentBlockDelta()
                                .flatMap(delta -> delta.delta().text())
                                .ifPresent(piece -> text.append(piece.text())));
            }
        });

        assertThat(fault).hasMessageContaining("A scripted fault");
        assertThat(text).hasToString("It begins well");
    }

    /** The SDK's client can be closed, but not in a try. */
    private record AutoCloseableClient(AnthropicClient client) implements AutoCloseable {
        @Override
        public void close() {
            client.close();
        }
    }

    private static <T extends Throwable> T failure(Class<T> type, Runnable call) {
        T failure = catchThrowableOfType(type, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static Message streamed(MessageCreateParams asked) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (var stream = client.messages().createStreaming(asked)) {
            stream.stream().forEach(accumulator::accumulate);
        }
        return accumulator.message();
    }

    private static MessageCreateParams.Builder ask(String text) {
        return MessageCreateParams.builder().model("crema-lite").maxTokens(1000).addUserMessage(text);
    }

    private static MessageCreateParams followUp(
            MessageCreateParams asked, Message answer, ContentBlockParam... results) {
        return asked.toBuilder()
                .addMessage(answer)
                .addUserMessageOfContentBlockParams(List.of(results))
                .build();
    }

    private static ContentBlockParam result(ToolUseBlock call, String content, boolean error) {
        return ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                .toolUseId(call.id())
                .content(content)
                .isError(error)
                .build());
    }

    private static Tool tool(String name) {
        return Tool.builder()
                .name(name)
                .inputSchema(Tool.InputSchema.builder()
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
    }

    private static List<ToolUseBlock> calls(Message message) {
        return message.content().stream()
                .flatMap(block -> block.toolUse().stream())
                .toList();
    }

    private static Object input(ToolUseBlock call) {
        return call._input().convert(Map.class);
    }

    private static String text(Message message) {
        return message.content().getLast().asText().text();
    }

    /** What an answer says, without the ids, which differ from one to the next. */
    private static List<Object> said(Message message) {
        List<Object> blocks =
                message.content().stream().map(AnthropicSdkTest::said).toList();
        return List.of(
                blocks,
                message.model(),
                message.stopReason(),
                message.stopSequence(),
                message.validate().usage());
    }

    private static Object said(ContentBlock block) {
        return block.toolUse()
                .<Object>map(call -> List.of(call.name(), input(call)))
                .orElse(block);
    }
}
