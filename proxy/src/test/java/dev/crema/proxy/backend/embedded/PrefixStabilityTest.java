package dev.crema.proxy.backend.embedded;

import static dev.crema.proxy.backend.embedded.Requests.assistant;
import static dev.crema.proxy.backend.embedded.Requests.call;
import static dev.crema.proxy.backend.embedded.Requests.of;
import static dev.crema.proxy.backend.embedded.Requests.result;
import static dev.crema.proxy.backend.embedded.Requests.system;
import static dev.crema.proxy.backend.embedded.Requests.text;
import static dev.crema.proxy.backend.embedded.Requests.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A turn's prompt, up to and including the opened assistant turn, is the start of the next turn's prompt. */
class PrefixStabilityTest {
    private static List<String> templates() {
        return Templates.ALL.stream().filter(name -> !name.equals("thinking")).toList();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void everyTurnExtendsTheLastOne(String template) {
        var renderer = renderer(template);
        for (int seed = 0; seed < 150; seed++) {
            List<ToolSpec> tools = seed % 3 == 0 ? List.of() : Requests.TOOLS;
            String before = "";
            for (List<Message> turn : new Conversation(seed, !tools.isEmpty()).turns()) {
                String now = renderer.render(of(turn, tools)).text();
                assertThat(now).as("seed %d: %s", seed, turn).startsWith(before);
                before = now;
            }
        }
    }

    @Test
    void reasoningSurvivesTheRoundsOfOneQuestion() {
        var renderer = renderer("thinking");
        List<Message> messages = new ArrayList<>(List.of(system("S"), user("question")));
        String before = "";
        for (int round = 0; round < 5; round++) {
            String now = renderer.render(of(messages, Requests.TOOLS)).text();
            assertThat(now).startsWith(before);
            before = now;
            var thinking = new Part.Thinking("because " + round, "");
            messages.add(assistant(thinking, call("c" + round, "Read", "{\"path\": \"f\"}")));
            messages.add(user(result("c" + round, "content " + round)));
        }
        assertThat(before).contains("because 3");
    }

    /** A template that forgets reasoning rewrites the turns since the last question, and nothing before. */
    @Test
    void forgottenReasoningCostsOnlyTheLastQuestion() {
        var renderer = renderer("thinking");
        var first = of(user("one"), assistant(new Part.Thinking("why", ""), text("first")), user("two"));
        List<Message> longer = new ArrayList<>(first.messages());
        longer.add(assistant(new Part.Thinking("how", ""), text("second")));
        longer.add(user("three"));
        assertThat(renderer.render(of(longer, List.of())).text())
                .startsWith(renderer.render(first).text())
                .doesNotContain("why");
    }

    /** A question nobody answered is joined by the next one where users may not follow each other. */
    @ParameterizedTest
    @ValueSource(strings = {"strict", "two-roles"})
    void unansweredQuestionLosesOnlyItsEnd(String template) {
        var renderer = renderer(template);
        String one = renderer.render(of(user("one"))).text();
        String two = renderer.render(of(user("one"), user("two"))).text();
        assertThat(two).startsWith(one.substring(0, one.indexOf("one") + 3));
    }

    @Test
    void appendedReminderLeavesEarlierTurnsAlone() {
        var renderer = renderer("strict");
        var first = List.of(user("one"), system("R1"));
        var second = List.of(user("one"), system("R1"), assistant("yes"), system("R2"), user("two"));
        String rendered = renderer.render(of(second, List.of())).text();
        assertThat(rendered)
                .startsWith(renderer.render(of(first, List.of())).text())
                .isEqualTo("<s>[INST]one\n\n<system-reminder>\nR1\n</system-reminder>[/INST]yes</s>"
                        + "[INST]<system-reminder>\nR2\n</system-reminder>\n\ntwo[/INST]");
    }

    private static PromptRenderer renderer(String template) {
        return new PromptRenderer(Templates.load(template), new PieceTokenizer(), SampledAnswers.none());
    }

    /** A conversation as agents have them: reminders, tool rounds, parallel calls, texts beside results. */
    private static final class Conversation {
        private final Random random;
        private final boolean tools;
        private final List<Message> messages = new ArrayList<>();
        private int words;

        Conversation(long seed, boolean tools) {
            this.random = new Random(seed);
            this.tools = tools;
        }

        /** The messages of every request: each ends where the assistant is to answer. */
        List<List<Message>> turns() {
            for (int i = random.nextInt(3); i > 0; i--) {
                messages.add(system(words()));
            }
            List<List<Message>> turns = new ArrayList<>();
            messages.add(user(words()));
            for (int i = 0; i < 8; i++) {
                if (random.nextInt(3) == 0) {
                    messages.add(system(words()));
                }
                turns.add(List.copyOf(messages));
                answer();
            }
            return turns;
        }

        private void answer() {
            List<Part> answer = new ArrayList<>();
            List<Part> results = new ArrayList<>();
            if (random.nextBoolean()) {
                answer.add(text(words()));
            }
            for (int i = tools ? random.nextInt(3) : 0; i > 0; i--) {
                String id = "toolu_" + words++;
                answer.add(
                        call(id, random.nextBoolean() ? "Read" : "Write", "{\"z\": 1, \"a\": [1.5, {\"k\": null}]}"));
                results.add(new Part.ToolResult(id, List.of(text(words())), random.nextBoolean()));
            }
            if (answer.isEmpty()) {
                answer.add(text(words()));
            }
            messages.add(new Message(Role.ASSISTANT, answer));
            if (results.isEmpty()) {
                if (random.nextInt(3) == 0) {
                    messages.add(system(words()));
                }
                results.add(text(words()));
            } else if (random.nextInt(3) == 0) {
                results.add(text(words()));
            }
            messages.add(new Message(Role.USER, results));
        }

        private String words() {
            String[] shapes = {"word %d", "line %d\n\nline", "\"quoted\" %d <tag>", "  spaced %d", "é%d ☃"};
            return shapes[random.nextInt(shapes.length)].formatted(words++);
        }
    }
}
