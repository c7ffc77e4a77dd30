package dev.crema.proxy.backend.embedded;

import static dev.crema.proxy.backend.embedded.Requests.of;
import static dev.crema.proxy.backend.embedded.Requests.result;
import static dev.crema.proxy.backend.embedded.Requests.system;
import static dev.crema.proxy.backend.embedded.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A turn's prompt and what the model wrote after it are the start of the next turn's prompt. */
class SampledTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WINDOW = 100_000;

    private static final ToolSpec EDIT = new ToolSpec("Edit", "edits", Requests.object("""
            {"type": "object", "properties": {"path": {"type": "string"}, "line": {"type": "integer"},
             "scale": {"type": "number"}, "deep": {"type": "object"}}}"""), false);
    private static final List<ToolSpec> TOOLS = List.of(EDIT, Requests.READ);

    private static final String ODD_CALL = "<tool_call>{ \"name\" : \"Edit\",\"arguments\":{\"scale\":1.50, \"path\" :"
            + "  \"\\u00e9\\/a\", \"line\": \"7\",\"deep\": {\"z\":[1,2 , 3],\"a\" : null}}}\n</tool_call>";
    private static final String TEXT_AND_CALLS = "I look.\n\n\n" + ODD_CALL
            + "\n\n<tool_call>\n{\"arguments\": {\"path\":\"b\"}, \"name\": \"Read\"} </tool_call>\n";
    private static final String LLAMA_CALL =
            "<|python_tag|>{\"name\":\"Edit\",  \"parameters\": {\"scale\":2.0,\"path\":\"a\"}}";

    /** What models of these templates write first, whatever they are asked. */
    private static final Map<String, String> REASONING = Map.of(
            "thinking", "<think>\nwhy\n</think>\n\n",
            "chatml-thinking", "<think>\nwhy\n</think>\n\n",
            "observations", "\n<think>why</think>\n");

    private static Stream<String> templates() {
        return Stream.concat(
                Templates.ALL.stream().filter(name -> !name.equals("strict")), Templates.OF_REAL_MODELS.stream());
    }

    /** The others forget reasoning at the next question, and rewrite the turns since the last one. */
    private static Stream<String> withoutReasoning() {
        return templates().filter(name -> !REASONING.containsKey(name));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void callsComeBackAsTheModelWroteThem(String template) {
        Session session = new Session(template);
        boolean llama = template.startsWith("headers");
        String reasoning = REASONING.getOrDefault(template, "");
        for (String written : List.of(ODD_CALL, TEXT_AND_CALLS, ODD_CALL, "Just text.")) {
            session.turn(reasoning + (llama && !written.startsWith("Just") ? LLAMA_CALL : written));
        }
    }

    @ParameterizedTest
    @MethodSource("withoutReasoning")
    void textsComeBackWithTheirSpaces(String template) {
        Session session = new Session(template);
        session.turn("A line, and then nothing.\n\n");
        session.turn(" leading, and a tab\t");
        session.turn("as usual");
    }

    @Test
    void parsingAndWritingAnewWouldBreakThePrefix() {
        for (String template : templates().toList()) {
            ScriptedEngine engine = new ScriptedEngine(Templates.load(template), WINDOW);
            EmbeddedBackend forgetful =
                    new EmbeddedBackend(engine, EmbeddedBackend.DEFAULT_SAMPLING, SampledAnswers.none());
            Session session = new Session(engine, forgetful);
            session.ask(template.startsWith("headers") ? LLAMA_CALL : ODD_CALL);
            assertThat(session.ask("ok")).as(template).doesNotStartWith(session.before);
        }
    }

    @Test
    void aTemplateThatWantsItsCallsGetsKeysAndNumbersAsWritten() {
        Session session = new Session("strict");
        session.ask(ODD_CALL);
        assertThat(session.ask("ok"))
                .contains(
                        "{\"scale\": 1.5, \"path\": \"é/a\", \"line\": 7, \"deep\": {\"z\": [1, 2, 3], \"a\": null}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hermes", "plain", "thinking"})
    void whatTheClientChangedIsTheClients(String template) {
        Session session = new Session(template);
        session.ask(TEXT_AND_CALLS);
        session.change = input -> input.put("path", "changed");
        assertThat(session.ask("ok"))
                .contains("changed")
                .doesNotContain("\"path\" :")
                .doesNotContain("u00e9");
    }

    @Test
    void anotherTextIsTheClients() {
        Session session = new Session("hermes");
        session.ask("I look.\n" + ODD_CALL);
        session.messages.set(
                session.messages.size() - 2, Message.text(Role.ASSISTANT, "I stare.")); // and the call is gone
        assertThat(session.ask("ok"))
                .contains("I stare.")
                .doesNotContain("I look.")
                .doesNotContain("u00e9");
    }

    @Test
    void anAnswerEndedAfterItsOnlyCallIsClosed() {
        Session session = new Session("hermes");
        session.oneCall = true;
        session.ask("<tool_call>{\"name\":\"Read\",\"arguments\":{\"path\":\"a\"}}");
        assertThat(session.ask("ok"))
                .contains(
                        "assistant\n<tool_call>{\"name\":\"Read\",\"arguments\":{\"path\":\"a\"}}\n</tool_call><|im_end|>");
    }

    @Test
    void aCutAnswerIsNotRemembered() {
        Session session = new Session("hermes");
        session.engine.says(
                List.of("Half.\n<tool_call>{\"na"), dev.crema.mlx.engine.GenerationEvent.FinishReason.MAX_TOKENS, null);
        session.play();
        assertThat(session.ask("ok")).contains("assistant\nHalf.<|im_end|>");
    }

    @Test
    void marksInTheClientsOwnTextHarmNothing() {
        Session session = new Session("hermes");
        session.messages.set(1, user("\uE0C5\uE0A20\uE0C5\uE0A2 start"));
        session.ask(ODD_CALL);
        assertThat(session.ask("ok"))
                .contains("\uE0C5\uE0A20\uE0C5\uE0A2 start")
                .contains("\"arguments\": {\"scale\": 1.5, \"path\": \"é/a\"");
    }

    /** One conversation with a client that writes JSON its own way. */
    private static final class Session {
        final ScriptedEngine engine;
        final EmbeddedBackend backend;
        final List<Message> messages = new ArrayList<>(List.of(system("Be brief."), user("start")));
        java.util.function.Consumer<ObjectNode> change = input -> {};
        boolean oneCall;
        String before = "";

        Session(String template) {
            this(new ScriptedEngine(Templates.load(template), WINDOW), null);
        }

        Session(ScriptedEngine engine, EmbeddedBackend backend) {
            this.engine = engine;
            this.backend = backend == null ? new EmbeddedBackend(engine) : backend;
        }

        /** Plays a turn, whose prompt must extend the last one and what the model wrote. */
        void turn(String written) {
            String last = before;
            assertThat(ask(written)).startsWith(last);
        }

        /** The prompt to which the model wrote. */
        String ask(String written) {
            engine.says(written);
            String prompt = play();
            before = prompt + written;
            return prompt;
        }

        String play() {
            messages.replaceAll(this::changed);
            ChatRequest request = of(messages, TOOLS);
            List<Part> parts = new ArrayList<>();
            try (var stream = backend.start(oneCall ? Requests.oneCall(request) : request)) {
                ChatEvent event;
                do {
                    event = stream.next(Duration.ofSeconds(10));
                    take(event, parts);
                } while (!(event instanceof ChatEvent.Finished));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            messages.add(new Message(Role.ASSISTANT, parts));
            List<Part> results = parts.stream()
                    .filter(Part.ToolUse.class::isInstance)
                    .map(call -> result(((Part.ToolUse) call).id(), "done"))
                    .toList();
            messages.add(results.isEmpty() ? user("go on") : new Message(Role.USER, results));
            return engine.promptText();
        }

        private Message changed(Message message) {
            return new Message(
                    message.role(),
                    message.parts().stream()
                            .map(part -> {
                                if (part instanceof Part.ToolUse(String id, String name, JsonNode input)) {
                                    ObjectNode copy = (ObjectNode) input.deepCopy();
                                    change.accept(copy);
                                    return (Part) new Part.ToolUse(id, name, copy);
                                }
                                return part;
                            })
                            .toList());
        }

        private static void take(ChatEvent event, List<Part> parts) {
            switch (event) {
                case ChatEvent.ThinkingDelta(String more) ->
                    parts.add(new Part.Thinking(
                            (parts.isEmpty() ? "" : ((Part.Thinking) parts.removeLast()).text()) + more, ""));
                case ChatEvent.TextDelta delta -> {
                    String said = !parts.isEmpty() && parts.getLast() instanceof Part.Text(String text) ? text : "";
                    if (!said.isEmpty()) {
                        parts.removeLast();
                    }
                    parts.add(new Part.Text((said + delta.text()).stripTrailing()));
                }
                case ChatEvent.ToolCallStart start -> parts.add(new Part.ToolUse(start.id(), start.name(), null));
                case ChatEvent.ToolCallArguments(String json) -> {
                    Part.ToolUse call = (Part.ToolUse) parts.removeLast();
                    parts.add(new Part.ToolUse(call.id(), call.name(), rewritten(json)));
                }
                default -> {}
            }
        }

        /** Keys in reverse, 1.50 as 1.5, as a client's own JSON library might. */
        private static JsonNode rewritten(String json) {
            try {
                var fields = new ArrayList<>(JSON.readTree(json).properties());
                Collections.reverse(fields);
                ObjectNode object = JSON.createObjectNode();
                for (Map.Entry<String, JsonNode> field : fields) {
                    object.set(field.getKey(), field.getValue());
                }
                return object;
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
