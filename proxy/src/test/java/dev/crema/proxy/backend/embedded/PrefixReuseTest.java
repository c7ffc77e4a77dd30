package dev.crema.proxy.backend.embedded;

import static dev.crema.proxy.backend.embedded.Requests.TOOLS;
import static dev.crema.proxy.backend.embedded.Requests.assistant;
import static dev.crema.proxy.backend.embedded.Requests.of;
import static dev.crema.proxy.backend.embedded.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheMiss.Cause;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PrefixReuseTest {
    private static final String RULES = "Rule of the house number ".repeat(40);

    private final ScriptedEngine engine = new ScriptedEngine(Templates.load("hermes"), 100_000)
            .says("Fine", ".")
            .reuses(100_000, Long.MAX_VALUE);
    private final EmbeddedBackend backend = new EmbeddedBackend(engine);
    private int requests;

    @Test
    void theFirstRequestHasNothingToReuse() throws InterruptedException {
        CacheMiss miss = ask(request("s", RULES, user("one"))).miss();
        assertThat(miss.cause()).isEqualTo(Cause.FIRST_REQUEST);
        assertThat(miss.now()).contains("system");
    }

    @Test
    void aTurnThatExtendsTheLastOneMissesNothing() throws InterruptedException {
        ask(request("s", RULES, user("one")));
        int first = engine.request().prompt().length;
        CacheReport report = ask(request("s", RULES, user("one"), assistant("Fine."), user("two")));
        assertThat(report.miss()).isNull();
        assertThat(report.level()).isEqualTo(CacheLevel.L1_MEMORY);
        assertThat(report.headTokens()).isPositive().isLessThan(first);
    }

    @Test
    void aChangedSystemPromptIsNamedWithTheTextAroundTheChange() throws InterruptedException {
        ask(request("s", RULES + "Today is Monday.", user("one")));
        CacheMiss miss =
                ask(request("s", RULES + "Today is Friday.", user("one"))).miss();
        assertThat(miss.cause()).isEqualTo(Cause.SYSTEM_CHANGED);
        assertThat(miss.before()).contains("Monday");
        assertThat(miss.now()).contains("Friday").doesNotContain("Monday");
        assertThat(miss.missedTokens()).isPositive();
        assertThat(engine.tokenizer()
                        .decode(java.util.Arrays.copyOf(engine.request().prompt(), miss.position()), false))
                .doesNotContain("Friday");
    }

    @Test
    void changedToolsAreNamed() throws InterruptedException {
        ask(request("s", RULES, user("one")));
        CacheMiss miss = ask(request("s", RULES, user("one")).withTools(TOOLS.subList(0, 1)))
                .miss();
        assertThat(miss.cause()).isEqualTo(Cause.TOOLS_CHANGED);
    }

    @Test
    void anEditedMessageIsNamed() throws InterruptedException {
        ask(request("s", RULES, user("one ".repeat(100))));
        CacheMiss miss = ask(request("s", RULES, user("another ".repeat(100)))).miss();
        assertThat(miss.cause()).isEqualTo(Cause.MESSAGES_CHANGED);
        assertThat(miss.before()).contains("one");
        assertThat(miss.now()).contains("another");
    }

    @Test
    void whatWasKeptAndIsGoneWasEvictedAndWhatNeverFittedWasTheBudget() throws InterruptedException {
        ChatRequest next = request("s", RULES, user("one"), assistant("Fine."), user("two"));
        ask(request("s", RULES, user("one")));
        engine.reuses(0, Long.MAX_VALUE);
        CacheReport evicted = ask(next);
        assertThat(evicted.miss().cause()).isEqualTo(Cause.EVICTED);
        assertThat(evicted.level()).isEqualTo(CacheLevel.MISS);
        engine.reuses(0, 100);
        assertThat(ask(next).miss().cause()).isEqualTo(Cause.BUDGET);
    }

    @Test
    void droppedReasoningIsNamed() throws InterruptedException {
        var thinking = new ThinkMarkers("<think>", "</think>");
        var conversations = new Conversations();
        String head = "word ".repeat(100);
        reuse(conversations, thinking, head + "<think>because</think>" + "then ".repeat(100));
        CacheMiss miss = reuse(conversations, thinking, head + "then ".repeat(100));
        assertThat(miss.cause()).isEqualTo(Cause.THINKING_DROPPED);
    }

    private CacheMiss reuse(Conversations conversations, ThinkMarkers thinking, String text) {
        int[] tokens = engine.tokenizer().encode(text);
        var prompt = new Prompt(text, tokens, "", Prompt.Start.OPEN, false);
        var reuse = new PrefixReuse(engine, conversations, request("s", RULES, user("x")), prompt, 0, thinking);
        return reuse.started(new dev.crema.mlx.engine.GenerationEvent.Prefill(
                        tokens.length, tokens.length, tokens.length - 1, 0))
                .miss();
    }

    @Test
    void conversationsAreKeptApartAndSideRequestsAreNoTurns() throws InterruptedException {
        ask(request("a", RULES, user("one")));
        assertThat(ask(request("b", RULES, user("one"))).miss().cause()).isEqualTo(Cause.FIRST_REQUEST);
        ChatRequest title = request("a", "Name this conversation.", user("x"));
        assertThat(ask(title.withClient(title.client().withSide(true))).miss()).isNull();
        assertThat(ask(request("a", RULES, user("one"), assistant("Fine."), user("two")))
                        .miss())
                .isNull();
    }

    @Test
    void withoutASessionTheNearestRequestIsTheOneBefore() throws InterruptedException {
        ask(request("", RULES, user("one")));
        ask(request("", "Something else altogether. ".repeat(30), user("one")));
        CacheMiss miss =
                ask(request("", RULES, user("one"), user("two".repeat(200)))).miss();
        assertThat(miss == null || miss.cause() != Cause.FIRST_REQUEST).isTrue();
    }

    @Test
    void diagnosticsNameTheRequestToCompareWith() throws InterruptedException {
        ask(request("", RULES + "A.", user("one")));
        String first = "req_r" + requests;
        for (int i = 0; i < 3; i++) {
            ask(request("", "Something else altogether number " + i + ". ".repeat(300), user("one")));
        }
        ChatRequest again = request("", "B. " + RULES, user("one")).withDiagnostics(new Diagnostics(first));
        assertThat(ask(again).miss().cause()).isEqualTo(Cause.SYSTEM_CHANGED);
    }

    private ChatRequest request(String session, String system, Message... messages) {
        List<Message> all = new ArrayList<>();
        all.add(Message.text(Role.SYSTEM, system));
        all.addAll(List.of(messages));
        requests++;
        return of(all, List.of())
                .withClient(new ClientInfo(session, "", "test", false).withRequestId("req_r" + requests));
    }

    private CacheReport ask(ChatRequest request) throws InterruptedException {
        try (ChatStream stream = backend.start(request)) {
            CacheReport started = null;
            while (true) {
                ChatEvent event = stream.next(Duration.ofSeconds(5));
                if (event instanceof ChatEvent.Started first) {
                    started = first.cache();
                }
                if (event instanceof ChatEvent.Finished finished) {
                    assertThat(finished.cache().miss()).isEqualTo(started.miss());
                    return finished.cache();
                }
            }
        }
    }
}
