package dev.crema.proxy.backend.embedded;

import static dev.crema.proxy.backend.embedded.Requests.TOOLS;
import static dev.crema.proxy.backend.embedded.Requests.assistant;
import static dev.crema.proxy.backend.embedded.Requests.of;
import static dev.crema.proxy.backend.embedded.Requests.oneCall;
import static dev.crema.proxy.backend.embedded.Requests.upTo;
import static dev.crema.proxy.backend.embedded.Requests.user;
import static dev.crema.proxy.backend.embedded.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.engine.CacheHint;
import dev.crema.mlx.engine.CacheHint.RequestClass;
import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.engine.OverloadedException;
import dev.crema.mlx.sample.SamplingParams;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EmbeddedBackendTest {
    private static final int WINDOW = 2000;
    private static final ChatRequest HELLO = of(user("Hello there"));
    private static final ChatRequest WITH_TOOLS = of(List.of(user("Hello there")), TOOLS);
    private static final String CALL =
            "<tool_call>\n{\"name\": \"Read\", \"arguments\": {\"path\": \"a\"}}\n</tool_call>";

    private final ScriptedEngine engine = new ScriptedEngine(Templates.load("hermes"), WINDOW);
    private final EmbeddedBackend backend = new EmbeddedBackend(engine);

    @Test
    void answerIsStartedProgressTextAndAnEndWithDisjointUsage() throws InterruptedException {
        engine.says("Hel", "lo");
        var events = events(HELLO);
        int prompt = backend.countTokens(HELLO);
        assertThat(events)
                .containsExactly(
                        new ChatEvent.Started(
                                "scripted",
                                new Usage(0, 10, prompt - 10, 0),
                                report(engine.request().prompt())),
                        new ChatEvent.Progress(10, prompt),
                        new ChatEvent.Progress(prompt, prompt),
                        new ChatEvent.TextDelta("Hel"),
                        new ChatEvent.TextDelta("lo"),
                        new ChatEvent.Finished(
                                dev.crema.proxy.chat.FinishReason.END_TURN,
                                null,
                                new Usage(1, 10, prompt - 11, 2),
                                new Timings(1, 2, 3),
                                report(engine.request().prompt())));
        assertThat(engine.request().prompt()).hasSize(prompt);
    }

    /** Ten tokens from memory: too few to be called a hit. */
    private CacheReport report(int[] prompt) {
        String start = engine.tokenizer().decode(Arrays.copyOf(prompt, Math.min(24, prompt.length)), false);
        var miss = new CacheMiss(CacheMiss.Cause.FIRST_REQUEST, 0, 0, "", start);
        boolean hit = 20 >= prompt.length;
        return new CacheReport(hit ? CacheLevel.L1_MEMORY : CacheLevel.MISS, 10, 0, 0, 0, 0, miss);
    }

    @Test
    void modelIsTheEngines() {
        assertThat(backend.models()).singleElement().satisfies(model -> {
            assertThat(model.id()).isEqualTo("scripted");
            assertThat(model.contextLength()).isEqualTo(WINDOW);
        });
    }

    @Test
    void callsHaveUniqueIdsAndEndTheAnswerAsToolUse() throws InterruptedException {
        engine.says("Reading.\n", CALL, "\n", CALL);
        var events = events(WITH_TOOLS);
        assertThat(text(events)).isEqualTo("Reading.");
        var ids = kind(events, ChatEvent.ToolCallStart.class).stream()
                .map(ChatEvent.ToolCallStart::id)
                .toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
        assertThat(kind(events, ChatEvent.ToolCallArguments.class))
                .containsOnly(new ChatEvent.ToolCallArguments("{\"path\":\"a\"}"));
        assertThat(end(events).reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.TOOL_USE);
    }

    @Test
    void oneCallIsEnoughWhereTheClientTakesOnlyOne() throws InterruptedException {
        engine.says(CALL, "\n", CALL, "and more").untilCancelled();
        var events = events(oneCall(WITH_TOOLS));
        assertThat(kind(events, ChatEvent.ToolCallStart.class)).hasSize(1);
        assertThat(kind(events, ChatEvent.TextDelta.class)).isEmpty();
        assertThat(end(events).reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.TOOL_USE);
        assertThat(end(events).usage().output()).isEqualTo(4);
    }

    @Test
    void oneCallIsEnoughWhereTheTemplateCannotRenderTwo() throws InterruptedException {
        String call = "{\"name\": \"Read\", \"parameters\": {\"path\": \"a\"}}";
        var single = new ScriptedEngine(Templates.load("headers"), WINDOW)
                .says(call, ";", call)
                .untilCancelled();
        var events = events(new EmbeddedBackend(single), WITH_TOOLS);
        assertThat(kind(events, ChatEvent.ToolCallStart.class)).hasSize(1);
    }

    @Test
    void startedCallIsPartOfTheAnswer() throws InterruptedException {
        engine.says(", \"arguments\": {\"path\"", ": \"b\"}}\n</tool_call>");
        var events = events(with(WITH_TOOLS, new ToolChoice.Named("Read")));
        assertThat(kind(events, ChatEvent.ToolCallStart.class))
                .singleElement()
                .extracting("name")
                .isEqualTo("Read");
        assertThat(kind(events, ChatEvent.ToolCallArguments.class))
                .containsExactly(new ChatEvent.ToolCallArguments("{\"path\":\"b\"}"));
        assertThat(text(events)).isEmpty();
    }

    @Test
    void forbiddenCallsAreLeftOut() throws InterruptedException {
        engine.says("Text ", CALL, " more");
        var events = events(with(WITH_TOOLS, new ToolChoice.None()));
        assertThat(kind(events, ChatEvent.ToolCallStart.class)).isEmpty();
        assertThat(text(events)).startsWith("Text").doesNotContain("tool_call").doesNotContain("Read");
        assertThat(end(events).reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.END_TURN);
    }

    @Test
    void markersAreTextWhereNoToolsAreDefined() throws InterruptedException {
        engine.says(CALL);
        assertThat(text(events(HELLO))).isEqualTo(CALL);
    }

    @Test
    void callCutByTheLimitIsNotText() throws InterruptedException {
        engine.says(List.of("I read <tool_call>{\"name\": \"Re"), FinishReason.MAX_TOKENS, null);
        var events = events(upTo(WITH_TOOLS, 5));
        assertThat(text(events)).doesNotContain("tool_call").doesNotContain("name");
        assertThat(end(events).reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.MAX_TOKENS);
    }

    @Test
    void reasoningComesAsThinking() throws InterruptedException {
        var reasoner = new ScriptedEngine(Templates.load("thinking"), WINDOW).says("I th", "ink\n</th", "ink>\n\nHi");
        var events = events(new EmbeddedBackend(reasoner), with(HELLO, Thinking.ENABLED));
        assertThat(kind(events, ChatEvent.ThinkingDelta.class).stream().map(ChatEvent.ThinkingDelta::text))
                .containsExactly("I th", "ink");
        assertThat(text(events)).isEqualTo("Hi");
    }

    @Test
    void continuedAnswerDoesNotRepeatTheSpaceTheClientHasWritten() throws InterruptedException {
        engine.says(" ", " forty", " two");
        assertThat(text(events(of(user("U"), assistant("The answer is "))))).isEqualTo("forty two");
        assertThat(text(events(of(user("U"), assistant("The answer is"))))).isEqualTo("  forty two");
    }

    @Test
    void logprobsWaitForTheirTextAndNoneIsLost() throws InterruptedException {
        engine.says("a", "<tool", "_box", ">").with(token -> {
            var top = List.of(new GenerationEvent.TokenLogprob(token.id(), -0.5f));
            return new GenerationEvent.Token(
                    token.id(), token.text(), new GenerationEvent.Logprob(token.id(), -0.5f, top));
        });
        var deltas = kind(events(with(WITH_TOOLS, logprobs())), ChatEvent.TextDelta.class);
        var tokens = deltas.stream().flatMap(delta -> delta.logprobs().stream()).toList();
        assertThat(deltas.stream().map(ChatEvent.TextDelta::text)).containsExactly("a", "<tool_box", ">");
        assertThat(tokens.stream().map(ChatEvent.TokenLogprob::token)).containsExactly("a", "<tool", "_box", ">");
        assertThat(tokens).allSatisfy(token -> {
            assertThat(token.logprob()).isEqualTo(-0.5);
            assertThat(token.top()).hasSize(1);
        });
        assertThat(engine.request().sampling().topLogprobs()).isEqualTo(1);
    }

    @Test
    void logprobsOfReasoningAndCallsAreLeftOut() throws InterruptedException {
        var reasoner = new ScriptedEngine(Templates.load("thinking"), WINDOW)
                .says("<think>", "hm", "</think>", "\n\n", "Hi", "\n" + CALL)
                .with(token -> new GenerationEvent.Token(
                        token.id(), token.text(), new GenerationEvent.Logprob(token.id(), -1, List.of())));
        var deltas =
                kind(events(new EmbeddedBackend(reasoner), with(WITH_TOOLS, logprobs())), ChatEvent.TextDelta.class);
        assertThat(deltas.stream().flatMap(delta -> delta.logprobs().stream()).map(ChatEvent.TokenLogprob::token))
                .containsExactly("Hi");
    }

    @Test
    void logprobsOfTextThatLookedLikeReasoningAreKept() throws InterruptedException {
        var reasoner = new ScriptedEngine(Templates.load("thinking"), WINDOW)
                .says("<th", "in", "ner>")
                .with(token -> new GenerationEvent.Token(
                        token.id(), token.text(), new GenerationEvent.Logprob(token.id(), -1, List.of())));
        var deltas = kind(events(new EmbeddedBackend(reasoner), with(HELLO, logprobs())), ChatEvent.TextDelta.class);
        assertThat(deltas).singleElement().extracting(ChatEvent.TextDelta::text).isEqualTo("<thinner>");
        assertThat(deltas.getFirst().logprobs().stream().map(ChatEvent.TokenLogprob::token))
                .containsExactly("<th", "in", "ner>");
    }

    @Test
    void stopStringIsNamed() throws InterruptedException {
        engine.says(List.of("one "), FinishReason.STOP_STRING, "two");
        var sampling = new Sampling(null, null, null, null, null, null, null, null, List.of("two"), -1);
        var end = end(events(with(HELLO, sampling)));
        assertThat(end.reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.STOP_SEQUENCE);
        assertThat(end.stopSequence()).isEqualTo("two");
        assertThat(engine.request().stopStrings()).containsExactly("two");
    }

    @Test
    void windowEndsTheAnswerAsFullContextAndTheClientsLimitAsMaxTokens() throws InterruptedException {
        int room = WINDOW - backend.countTokens(HELLO);
        engine.says(List.of("x"), FinishReason.MAX_TOKENS, null);
        for (Integer asked : new Integer[] {null, room + 1, 32000}) {
            assertThat(end(events(upTo(HELLO, asked))).reason())
                    .isEqualTo(dev.crema.proxy.chat.FinishReason.CONTEXT_FULL);
            assertThat(engine.request().maxTokens()).isEqualTo(room);
        }
        for (int asked : new int[] {1, room}) {
            assertThat(end(events(upTo(HELLO, asked))).reason())
                    .isEqualTo(dev.crema.proxy.chat.FinishReason.MAX_TOKENS);
            assertThat(engine.request().maxTokens()).isEqualTo(asked);
        }
    }

    @Test
    void noTokensOnlyWarmTheCache() throws InterruptedException {
        engine.says(List.of(), FinishReason.MAX_TOKENS, null);
        var events = events(upTo(WITH_TOOLS, 0));
        assertThat(engine.request().maxTokens()).isZero();
        assertThat(events.getFirst()).isInstanceOf(ChatEvent.Started.class);
        assertThat(events.subList(1, events.size() - 1)).allMatch(ChatEvent.Progress.class::isInstance);
        assertThat(end(events).reason()).isEqualTo(dev.crema.proxy.chat.FinishReason.MAX_TOKENS);
    }

    @Test
    void promptThatFillsTheWindowIsTooLong() {
        int frame = backend.countTokens(of(user("")));
        var longest = of(user("x".repeat(WINDOW - frame - 1)));
        assertThat(backend.start(longest)).isNotNull();
        assertThatThrownBy(() -> backend.start(of(user("x".repeat(WINDOW - frame)))))
                .hasMessage("prompt is too long: 2000 tokens > 1999 maximum");
        assertThatThrownBy(() -> backend.start(of(user("x".repeat(WINDOW)))))
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONTEXT_OVERFLOW))
                .hasMessage("prompt is too long: " + (WINDOW + frame) + " tokens > 2000 maximum");
    }

    @Test
    void samplingIsTheClientsCompletedByTheDefaults() {
        var defaults = new SamplingParams(0.6f, 0.9f, 20, 0.1f, 1.1f, 0.5f, 0.25f, 7L, -1);
        try (var tuned = new EmbeddedBackend(engine, defaults, SampledAnswers.none())) {
            tuned.start(HELLO);
            assertThat(engine.request().sampling()).isEqualTo(defaults);
            tuned.start(with(HELLO, new Sampling(0.0, 0.5, 3, 0.2, 1.2, 1.0, -1.0, 9L, List.of(), 2)));
            assertThat(engine.request().sampling()).isEqualTo(new SamplingParams(0, 0.5f, 3, 0.2f, 1.2f, 1, -1, 9L, 2));
        }
        backend.start(HELLO);
        assertThat(engine.request().sampling()).isEqualTo(EmbeddedBackend.DEFAULT_SAMPLING);
    }

    @Test
    void parametersOutOfRangeAreNamed() {
        assertRefused(sampling(-1.0, null, null, List.of()), "temperature");
        assertRefused(sampling(null, 1.5, null, List.of()), "top_p");
        assertRefused(sampling(null, null, Double.NaN, List.of()), "presence_penalty");
        assertRefused(sampling(null, null, null, List.of("")), "stop sequence");
        assertRefused(() -> backend.start(upTo(HELLO, -1)), "max_tokens", Kind.INVALID_REQUEST);
    }

    @Test
    void fullQueueSaysWhenToComeBack() {
        engine.refuses(new OverloadedException(7, "eight requests are waiting"));
        assertThatThrownBy(() -> backend.start(HELLO)).isInstanceOfSatisfying(ChatException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(e.retryAfterSeconds()).isEqualTo(7);
        });
    }

    @Test
    void whatTheEngineRefusesIsAnInvalidRequest() {
        engine.refuses(new IllegalArgumentException("the prompt is empty"));
        assertRefused(() -> backend.start(HELLO), "the prompt is empty", Kind.INVALID_REQUEST);
    }

    @Test
    void failureInTheMiddleIsThrownAfterTheTextBeforeIt() throws InterruptedException {
        engine.says("par").fails("out of memory while decoding");
        var seen = new ArrayList<ChatEvent>();
        try (ChatStream stream = backend.start(HELLO)) {
            assertRefused(() -> drain(stream, seen), "out of memory while decoding", Kind.INTERNAL);
        }
        assertThat(text(seen)).isEqualTo("par");
    }

    @Test
    void engineThatStopsEndsTheAnswerWithAnError() {
        engine.says(List.of("par"), FinishReason.CANCELLED, null);
        assertRefused(() -> events(HELLO), "stopped", Kind.INTERNAL);
    }

    @Test
    void nextGivesUpInTimeAndCloseCancels() throws InterruptedException {
        engine.untilCancelled();
        try (ChatStream stream = backend.start(HELLO)) {
            ChatEvent event = stream.next(Duration.ofSeconds(5));
            assertThat(event).isInstanceOf(ChatEvent.Started.class);
            stream.next(Duration.ofSeconds(5));
            stream.next(Duration.ofSeconds(5));
            assertThat(stream.next(Duration.ofMillis(20))).isNull();
            assertThat(engine.cancelled.getCount()).isOne();
        }
        assertThat(engine.cancelled.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void clientIsHintedToTheCache() {
        backend.start(with(HELLO, new ClientInfo("s", "", "", false)));
        assertThat(engine.request().hint()).isEqualTo(new CacheHint("s", RequestClass.MAIN));
        backend.start(with(HELLO, new ClientInfo("s", "agent", "", true)));
        assertThat(engine.request().hint()).isEqualTo(new CacheHint("s/agent", RequestClass.SIDE));
    }

    private void assertRefused(Sampling sampling, String words) {
        assertRefused(() -> backend.start(with(HELLO, sampling)), words, Kind.INVALID_REQUEST);
    }

    private static void assertRefused(ThrowingCallable call, String words, Kind kind) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(words);
    }

    private static Sampling logprobs() {
        return new Sampling(null, null, null, null, null, null, null, null, List.of(), 1);
    }

    private static Sampling sampling(Double temperature, Double topP, Double presence, List<String> stop) {
        return new Sampling(temperature, topP, null, null, null, presence, null, null, stop, -1);
    }

    private List<ChatEvent> events(ChatRequest request) throws InterruptedException {
        return events(backend, request);
    }

    private static List<ChatEvent> events(EmbeddedBackend backend, ChatRequest request) throws InterruptedException {
        List<ChatEvent> events = new ArrayList<>();
        try (ChatStream stream = backend.start(request)) {
            drain(stream, events);
        }
        return events;
    }

    private static void drain(ChatStream stream, List<ChatEvent> events) throws InterruptedException {
        while (events.isEmpty() || !(events.getLast() instanceof ChatEvent.Finished)) {
            ChatEvent event = stream.next(Duration.ofSeconds(5));
            assertThat(event).as("after %s", events).isNotNull();
            events.add(event);
        }
    }

    private static String text(List<ChatEvent> events) {
        var text = new StringBuilder();
        kind(events, ChatEvent.TextDelta.class).forEach(delta -> text.append(delta.text()));
        return text.toString();
    }

    private static <E extends ChatEvent> List<E> kind(List<ChatEvent> events, Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static ChatEvent.Finished end(List<ChatEvent> events) {
        return (ChatEvent.Finished) events.getLast();
    }
}
