package dev.crema.proxy.backend.lite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.chat.Usage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LiteBackendTest {
    @Test
    void withoutAScriptItGreets() throws Exception {
        try (LiteBackend backend = LiteBackend.open(null)) {
            assertThat(text(play(backend, ask("Hi")))).contains("Crema Lite");
        }
    }

    @Test
    void theFirstMatchingRuleAnswers() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("""
                {"rules": [
                  {"when": {"text": "WEATHER"}, "steps": [{"text": "Sunny."}]},
                  {"when": {"regex": "my name is (\\\\w+)"}, "steps": [{"text": "Hello {{1}}, turn {{turn}}."}]}],
                 "otherwise": {"steps": [{"text": "You said: {{text}} {{unknown}}"}]}}
                """);

        assertThat(text(play(backend, ask("How is the weather?")))).isEqualTo("Sunny.");
        assertThat(text(play(backend, ask("my name is Ada")))).isEqualTo("Hello Ada, turn 1.");
        assertThat(text(play(backend, ask("so?")))).isEqualTo("You said: so? {{unknown}}");
    }

    @Test
    void piecesNeverCutACharacter() throws Exception {
        LiteBackend backend =
                LiteBackend.ofJson("{\"otherwise\": {\"steps\": [{\"text\": \"a😀😀b\", \"chunk\": 2}]}}");

        List<ChatEvent> events = play(backend, ask("x"));

        assertThat(events)
                .filteredOn(ChatEvent.TextDelta.class::isInstance)
                .extracting(e -> ((ChatEvent.TextDelta) e).text())
                .containsExactly("a😀", "😀", "b");
    }

    @Test
    void toolCallsFillTheirInputsAndHaveUniqueIds() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("""
                {"otherwise": {"steps": [
                  {"tool": "Write", "input": {"path": "{{text}}", "list": ["{{text}}", 1]}, "chunk": 3},
                  {"tool": "Bash", "input": {}}]}}
                """);

        List<ChatEvent> events = play(backend, ask("/tmp/x"));

        assertThat(arguments(events)).isEqualTo("{\"path\":\"/tmp/x\",\"list\":[\"/tmp/x\",1]}{}");
        List<String> ids = events.stream()
                .filter(ChatEvent.ToolCallStart.class::isInstance)
                .map(e -> ((ChatEvent.ToolCallStart) e).id())
                .toList();
        assertThat(ids).hasSize(2).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
        assertThat(finished(events).reason()).isEqualTo(FinishReason.TOOL_USE);
    }

    @Test
    void oneCallAtATimeIfAskedSo() throws Exception {
        LiteBackend backend =
                LiteBackend.ofJson("{\"otherwise\": {\"steps\": [{\"tool\": \"A\"}, {\"tool\": \"B\"}]}}");
        ChatRequest ask = ask("x");
        ChatRequest single = new ChatRequest(
                ask.model(),
                ask.messages(),
                ask.tools(),
                ask.toolChoice(),
                false,
                ask.sampling(),
                null,
                ask.thinking(),
                ask.client());

        assertThat(play(backend, single))
                .filteredOn(ChatEvent.ToolCallStart.class::isInstance)
                .hasSize(1);
    }

    @Test
    void maxTokensCutTheText() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("{\"otherwise\": {\"steps\": [{\"text\": \"12345678\"}]}}");

        List<ChatEvent> one = play(backend, limited(ask("x"), 1, List.of()));
        List<ChatEvent> none = play(backend, limited(ask("x"), 0, List.of()));
        List<ChatEvent> enough = play(backend, limited(ask("x"), 2, List.of()));

        assertThat(text(one)).isEqualTo("1234");
        assertThat(finished(one).reason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(finished(one).usage().output()).isEqualTo(1);
        assertThat(text(none)).isEmpty();
        assertThat(finished(none).reason()).isEqualTo(FinishReason.MAX_TOKENS);
        assertThat(finished(enough).reason()).isEqualTo(FinishReason.END_TURN);
    }

    @Test
    void aStopStringEndsTheTextEvenAcrossSteps() throws Exception {
        LiteBackend backend = LiteBackend.ofJson(
                "{\"otherwise\": {\"steps\": [{\"text\": \"one ST\"}, {\"text\": \"OP two\"}, {\"text\": \"three\"}]}}");

        List<ChatEvent> events = play(backend, limited(ask("x"), 100, List.of("never", "two")));

        assertThat(text(events)).isEqualTo("one STOP ");
        assertThat(finished(events).reason()).isEqualTo(FinishReason.STOP_SEQUENCE);
        assertThat(finished(events).stopSequence()).isEqualTo("two");
    }

    @Test
    void countsEveryFourCharactersAsAToken() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("{\"otherwise\": {\"steps\": [{\"text\": \"12345\"}]}}");

        assertThat(backend.countTokens(ask("123456789"))).isEqualTo(4 + 3);
        assertThat(finished(play(backend, ask("123456789"))).usage()).isEqualTo(new Usage(7, 0, 0, 2));
    }

    @Test
    void usageAndFinishCanBeScripted() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("""
                {"otherwise": {"steps": [{"text": "x"}], "finish": "refusal",
                  "usage": {"input": 1, "cacheRead": 2, "cacheCreation": 3, "output": 4}}}
                """);

        ChatEvent.Finished end = finished(play(backend, ask("x")));

        assertThat(end.usage()).isEqualTo(new Usage(1, 2, 3, 4));
        assertThat(end.reason()).isEqualTo(FinishReason.REFUSAL);
    }

    @Test
    void aFirstErrorRefusesAndALaterOneBreaksTheAnswer() throws Exception {
        LiteBackend backend = LiteBackend.ofJson("""
                {"rules": [{"when": {"text": "now"}, "steps": [{"error": "overloaded", "message": "Full.", "retryAfter": 7}]}],
                 "otherwise": {"steps": [{"text": "x"}, {"error": "internal"}]}}
                """);

        ChatException refused = catchThrowableOfType(ChatException.class, () -> backend.start(ask("now")));
        assertThat(refused.kind()).isEqualTo(ChatException.Kind.OVERLOADED);
        assertThat(refused.retryAfterSeconds()).isEqualTo(7);
        assertThatThrownBy(() -> play(backend, ask("later"))).isInstanceOf(ChatException.class);
        assertThat(backend.active()).isZero();
    }

    @Test
    void aPromptBeyondTheWindowIsRefused() {
        LiteBackend backend = LiteBackend.ofJson("{\"models\": [{\"id\": \"tiny\", \"context\": 10}]}");

        assertThatThrownBy(() -> backend.start(ask("x".repeat(100))))
                .hasMessage("prompt is too long: 29 tokens > 10 maximum");
    }

    @Test
    void prefillReportsProgressBeforeTheStart() throws Exception {
        LiteBackend backend = LiteBackend.ofJson(
                "{\"otherwise\": {\"prefillMillis\": 40, \"prefillSteps\": 2, \"steps\": [{\"text\": \"x\"}]}}");
        long start = System.nanoTime();

        List<ChatEvent> events = play(backend, ask("123456789"));

        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000);
        assertThat(events.subList(0, 2)).containsExactly(new ChatEvent.Progress(3, 7), new ChatEvent.Progress(7, 7));
        assertThat(events.get(2)).isInstanceOf(ChatEvent.Started.class);
    }

    @Test
    void takingTimesOutDuringAPause() throws Exception {
        LiteBackend backend =
                LiteBackend.ofJson("{\"otherwise\": {\"steps\": [{\"pauseMillis\": 60000}, {\"text\": \"x\"}]}}");

        try (ChatStream stream = backend.start(ask("x"))) {
            assertThat(stream.next(Duration.ofMillis(50))).isInstanceOf(ChatEvent.Started.class);
            assertThat(stream.next(Duration.ofMillis(5))).isNull();
            assertThat(backend.active()).isOne();
        }
        assertThat(backend.active()).isZero();
        assertThat(backend.cancelled()).isOne();
    }

    @Test
    void theAgentScriptWritesThenRunsThenReadsThenReports() throws Exception {
        LiteBackend backend = LiteBackend.open(Path.of("claude-code"));
        List<Message> talk = new ArrayList<>();
        talk.add(Message.text(Role.USER, "Make the scratch file /tmp/notes.txt, then check it."));
        List<String> called = new ArrayList<>();
        List<ChatEvent> events = List.of();
        for (int turn = 0; turn < 4; turn++) {
            events = play(backend, request(talk));
            events.stream()
                    .filter(ChatEvent.ToolCallStart.class::isInstance)
                    .map(ChatEvent.ToolCallStart.class::cast)
                    .forEach(call -> {
                        called.add(call.name());
                        var input = JsonNodeFactory.instance.objectNode();
                        talk.add(new Message(Role.ASSISTANT, List.of(new Part.ToolUse(call.id(), call.name(), input))));
                        talk.add(new Message(
                                Role.USER,
                                List.of(new Part.ToolResult(call.id(), List.of(new Part.Text("ok")), false))));
                    });
            if (turn == 0) {
                assertThat(arguments(events)).contains("\"file_path\":\"/tmp/notes.txt\"");
            }
        }

        assertThat(called).containsExactly("Write", "Bash", "Read");
        assertThat(text(events)).startsWith("Done");
    }

    @Test
    void theExampleInTheDocumentationWorks() throws Exception {
        String page = Files.readString(Path.of("../docs/lite-backend.md"));
        int begin = page.indexOf("```json\n") + "```json\n".length();

        LiteBackend backend = LiteBackend.ofJson(page.substring(begin, page.indexOf("```", begin)));

        assertThat(text(play(backend, ask("Good day")))).isEqualTo("I am a script. You said: Good day");
    }

    @Test
    void aFolderNamedLikeABuiltInScriptDoesNotHideIt() {
        Path folderOfThisModule = Path.of("src");
        assertThat(folderOfThisModule).isDirectory();

        assertThatThrownBy(() -> LiteBackend.open(folderOfThisModule))
                .isInstanceOf(LiteScriptException.class)
                .hasMessageContaining("neither a file nor a built-in script");
    }

    @Test
    void allErrorsOfAScriptAreListedWithTheirPlaces() {
        assertThatThrownBy(() -> LiteBackend.ofJson("""
                        {"rules": [{"when": {"regex": "("}, "steps": [{"txt": "x"}, {"text": 5}, {"error": "oops"}]}],
                         "otherwise": {"finish": "soon", "prefillMillis": -1, "text": "x"}}
                        """))
                .isInstanceOf(LiteScriptException.class)
                .hasMessageContaining("rules[0].when.regex is not a regular expression")
                .hasMessageContaining("rules[0].steps[0] needs one of")
                .hasMessageContaining("rules[0].steps[1].text must be a text")
                .hasMessageContaining("rules[0].steps[2].error must be one of")
                .hasMessageContaining("otherwise.finish must be one of end_turn")
                .hasMessageContaining("otherwise.text is not known here")
                .hasMessageContaining("otherwise.prefillMillis must be a whole number");
        assertThatThrownBy(() -> LiteBackend.ofJson("{\n\"rules\": [}")).hasMessageContaining("line 2, column");
        assertThatThrownBy(() -> LiteBackend.open(Path.of("/no/such/script.json")))
                .hasMessageContaining("neither a file nor a built-in script");
    }

    private static List<ChatEvent> play(LiteBackend backend, ChatRequest request) throws InterruptedException {
        List<ChatEvent> events = new ArrayList<>();
        try (ChatStream stream = backend.start(request)) {
            while (events.isEmpty() || !(events.getLast() instanceof ChatEvent.Finished)) {
                ChatEvent event = stream.next(Duration.ofSeconds(5));
                if (event != null) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static String text(List<ChatEvent> events) {
        return events.stream()
                .map(event -> event instanceof ChatEvent.TextDelta delta ? delta.text() : "")
                .collect(Collectors.joining());
    }

    private static String arguments(List<ChatEvent> events) {
        return events.stream()
                .map(event -> event instanceof ChatEvent.ToolCallArguments piece ? piece.json() : "")
                .collect(Collectors.joining());
    }

    private static ChatEvent.Finished finished(List<ChatEvent> events) {
        return (ChatEvent.Finished) events.getLast();
    }

    private static ChatRequest ask(String text) {
        return request(List.of(Message.text(Role.USER, text)));
    }

    private static ChatRequest limited(ChatRequest request, int maxTokens, List<String> stops) {
        return new ChatRequest(
                request.model(),
                request.messages(),
                request.tools(),
                request.toolChoice(),
                true,
                new Sampling(null, null, null, null, null, null, null, null, stops, -1),
                maxTokens,
                request.thinking(),
                request.client());
    }

    private static ChatRequest request(List<Message> messages) {
        boolean agent = messages.getFirst().toString().contains("scratch");
        List<ToolSpec> tools = agent
                ? List.of("Write", "Bash", "Read").stream()
                        .map(name -> new ToolSpec(name, "", JsonNodeFactory.instance.objectNode(), false))
                        .toList()
                : List.of();
        return new ChatRequest(
                "crema-lite",
                messages,
                tools,
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                null,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN);
    }
}
