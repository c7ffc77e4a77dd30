package dev.crema.proxy.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final String BILLING = "x-anthropic-billing-header: v=1; cch=abc;";

    private static ChatRequest request(List<ToolSpec> tools, Message... messages) {
        return new ChatRequest(
                "m",
                List.of(messages),
                tools,
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                9,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN);
    }

    private static List<Message> normal(Message... messages) {
        return new Normalizer().apply(request(List.of(), messages)).messages();
    }

    private static Message message(Role role, Object... parts) {
        return new Message(
                role,
                Arrays.stream(parts)
                        .map(part -> part instanceof String text ? new Part.Text(text) : (Part) part)
                        .toList());
    }

    private static ToolSpec tool(String name, boolean deferred) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new ToolSpec(name, "Does " + name, schema, deferred);
    }

    private static Part result(Part... content) {
        return new Part.ToolResult("t1", List.of(content), false);
    }

    private static Part unknown(String type) {
        return new Part.Unknown(JsonNodeFactory.instance.objectNode().put("type", type));
    }

    @Test
    void theBillingHeaderIsRemovedWhereverItStandsInTheFirstSystemMessage() {
        Message clean = message(Role.SYSTEM, "Be kind.");
        assertThat(normal(message(Role.SYSTEM, BILLING, "Be kind."))).containsExactly(clean);
        assertThat(normal(message(Role.SYSTEM, "Be kind.", BILLING))).containsExactly(clean);
        assertThat(normal(message(Role.SYSTEM, BILLING + "\n\nBe kind."))).containsExactly(clean);
    }

    @Test
    void theBillingHeadersNameInOtherPlacesIsText() {
        Message user = message(Role.USER, BILLING);
        Message inside = message(Role.SYSTEM, "About " + BILLING);
        assertThat(normal(inside, user)).containsExactly(inside, user);
    }

    @Test
    void aSystemMessageOfTheBillingHeaderAloneDisappears() {
        assertThat(normal(message(Role.SYSTEM, BILLING), message(Role.USER, "Hi")))
                .containsExactly(message(Role.USER, "Hi"));
    }

    @Test
    void blocksAndStringsAreTheSame() {
        assertThat(normal(message(Role.USER, "a", "b"))).isEqualTo(normal(message(Role.USER, "a\n\nb")));
        assertThat(normal(message(Role.USER, result(new Part.Text("a"), new Part.Text("b")))))
                .isEqualTo(normal(message(Role.USER, result(new Part.Text("a\n\nb")))));
    }

    @Test
    void anAssistantsTextsAreJoinedAsGenerated() {
        assertThat(normal(message(Role.ASSISTANT, "a", "b"))).containsExactly(message(Role.ASSISTANT, "ab"));
    }

    @Test
    void onlyTextsThatFollowEachOtherAreMerged() {
        Part call = new Part.ToolUse("t1", "n", JsonNodeFactory.instance.objectNode());
        assertThat(normal(message(Role.ASSISTANT, "a", call, "b", "c")))
                .containsExactly(message(Role.ASSISTANT, "a", call, "bc"));
    }

    @Test
    void emptyPartsAreDroppedBeforeTextsAreJoined() {
        assertThat(normal(message(Role.USER, "", "a", "", "b", result(new Part.Text("")))))
                .containsExactly(message(Role.USER, "a\n\nb", result()));
    }

    @Test
    void anEmptyTurnStaysButAnEmptyPrefillGoes() {
        Message user = message(Role.USER, "Hi");
        Message empty = message(Role.ASSISTANT, "");
        assertThat(normal(user, empty, user)).containsExactly(user, message(Role.ASSISTANT), user);
        assertThat(normal(user, empty)).containsExactly(user);
    }

    @Test
    void aRequestIsNeverLeftWithoutMessages() {
        assertThat(normal(message(Role.SYSTEM, ""))).hasSize(1);
    }

    @Test
    void signaturesAndRedactedThinkingGoWhileOtherUnknownBlocksStay() {
        assertThat(normal(message(
                        Role.ASSISTANT, new Part.Thinking("hm", "sig"), unknown("redacted_thinking"), unknown("x"))))
                .containsExactly(message(Role.ASSISTANT, new Part.Thinking("hm", ""), unknown("x")));
    }

    @Test
    void toolsAreSortedAndDeferredOnesKeptApart() {
        ChatRequest request = request(
                List.of(
                        tool("read", false),
                        tool("DeferredToolPlaceholder", true),
                        tool("alpha", true),
                        tool("bash", false)),
                message(Role.USER, "Hi"));
        assertThat(new Normalizer().apply(request).tools())
                .containsExactly(tool("bash", false), tool("read", false), tool("alpha", true));
    }

    @Test
    void aReferenceBecomesTheDefinitionInItsPlace() {
        ChatRequest request = request(
                List.of(tool("read", false), tool("later", true)),
                message(
                        Role.USER,
                        result(
                                new Part.ToolReference("later"),
                                new Part.ToolReference("read"),
                                new Part.ToolReference("gone"))));
        assertThat(new Normalizer().apply(request).messages())
                .containsExactly(message(Role.USER, result(new Part.Text("""
                        The tool later can be called from now on:
                        {"type":"function","function":{"name":"later","description":"Does later",\
                        "parameters":{"type":"object"}}}

                        The tool read can be called.

                        The tool gone is not available."""))));
    }

    @Test
    void everyRuleCanBeSwitchedOff() {
        ChatRequest untidy = request(
                        List.of(tool("b", false), tool("a", false), tool("later", true)),
                        message(
                                Role.SYSTEM,
                                BILLING,
                                "Be kind.\nToday is 2026-11-02\n<total_tokens>9 tokens left</total_tokens>",
                                "gitStatus: clean"),
                        message(Role.USER, "x", "", result(new Part.ToolReference("later"))),
                        message(Role.SYSTEM, "Platform: linux"),
                        message(Role.USER, "y\nToken usage: 1/2; 1 remaining"),
                        message(Role.ASSISTANT, "a", "b", new Part.Thinking("hm", "sig"), unknown("redacted_thinking")))
                .withModel("haiku")
                .withClient(new ClientInfo("s", "", "", false));
        ChatRequest tidy = new Normalizer().apply(untidy);
        for (String rule : Normalizer.names()) {
            if (rule.equals(SampledAnswers.RULE)) {
                continue; // at work where prompts are rendered
            }
            assertThat(new Normalizer(Set.of(rule)).apply(untidy)).as(rule).isNotEqualTo(tidy);
        }
        assertThat(new Normalizer(Set.copyOf(Normalizer.names())).apply(untidy)).isEqualTo(untidy);
    }

    @Test
    void anUnknownRulesNameIsAMistake() {
        assertThatThrownBy(() -> new Normalizer(Set.of("sort-tool")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sort-tool")
                .hasMessageContaining("strip-billing-header");
    }

    private static ChatRequest inSession(String session, Message... messages) {
        return request(List.of(), messages).withClient(new ClientInfo(session, "", "", false));
    }

    private static Message reminder(String note, String text) {
        return message(Role.USER, "<system-reminder>\n" + note + "\n</system-reminder>\n\n" + text);
    }

    @Test
    void aDateMovesBeforeTheFirstQuestion() {
        assertThat(normal(
                        message(
                                Role.SYSTEM,
                                "Be kind.\n<env>\n  Platform: x\n  Today's date: Mon Nov 2 2026\n</env>\nBye."),
                        message(Role.USER, "Hi"),
                        message(Role.ASSISTANT, "Yes?"),
                        message(Role.USER, "Go")))
                .containsExactly(
                        message(Role.SYSTEM, "Be kind.\n<env>\n  Platform: x\n</env>\nBye."),
                        reminder("Today's date: Mon Nov 2 2026", "Hi"),
                        message(Role.ASSISTANT, "Yes?"),
                        message(Role.USER, "Go"));
    }

    @Test
    void datesAreKnownInTheirUsualForms() {
        for (String line : List.of(
                "Today's date is 2026-11-02.",
                "- Today’s date: 2026-11-02",
                "Current date and time: Monday, 2 November 2026, 10:15",
                "The current date is November 2, 2026.",
                "Current time: 10:15",
                "Date: 2026-11-02",
                "Today is Monday, November 2, 2026",
                "<current_date>2026-11-02</current_date>")) {
            assertThat(normal(message(Role.SYSTEM, "A.\n" + line + "\nB."), message(Role.USER, "Hi")))
                    .as(line)
                    .containsExactly(message(Role.SYSTEM, "A.\nB."), reminder(line, "Hi"));
        }
    }

    @Test
    void whatIsNoDateStays() {
        Message system = message(
                Role.SYSTEM,
                "Today's date matters: never guess it.\nDates: write 2026-11-02.\nUpdate: see 2026.\n"
                        + "Current date is told " + "far ".repeat(60) + "in 2026.");
        Message user = message(Role.USER, "Today's date is 2026-11-02.");
        assertThat(normal(system, user)).containsExactly(system, user);
    }

    @Test
    void aGitStatusMovesAsAWhole() {
        String status =
                "gitStatus: as of now\n\nCurrent branch: main\n\nStatus:\n M a\n?? b\n\nRecent commits:\nabc # fix";
        assertThat(normal(message(Role.SYSTEM, "A.", status), message(Role.USER, "Hi")))
                .containsExactly(message(Role.SYSTEM, "A."), reminder(status, "Hi"));
        assertThat(normal(message(Role.SYSTEM, "A.\n" + status + "\n# More\nB."), message(Role.USER, "Hi")))
                .containsExactly(message(Role.SYSTEM, "A.\n# More\nB."), reminder(status, "Hi"));
        assertThat(normal(
                        message(Role.SYSTEM, "A.\n<git_status>\n## main...origin\n M a\n</git_status>\nB."),
                        message(Role.USER, "Hi")))
                .containsExactly(
                        message(Role.SYSTEM, "A.\nB."),
                        reminder("<git_status>\n## main...origin\n M a\n</git_status>", "Hi"));
    }

    @Test
    void aNoteThatChangesIsToldInTheTurnInWhichItChanged() {
        Normalizer normalizer = new Normalizer();
        Message first = message(Role.USER, "Hi");
        Message answer = message(Role.ASSISTANT, "Yes?");
        Message second = message(Role.USER, "Go");
        Message monday = message(Role.SYSTEM, "A.\nToday is 2026-11-02\n");
        Message tuesday = message(Role.SYSTEM, "A.\nToday is 2026-11-03\n");
        List<Message> one = normalizer.apply(inSession("s", monday, first)).messages();
        List<Message> two =
                normalizer.apply(inSession("s", tuesday, first, answer, second)).messages();
        Message told = message(Role.USER, "Go\n\n<system-reminder>\nToday is 2026-11-03\n</system-reminder>");
        assertThat(one).containsExactly(message(Role.SYSTEM, "A.\n"), reminder("Today is 2026-11-02", "Hi"));
        assertThat(two).containsExactly(one.get(0), one.get(1), answer, told);
        assertThat(normalizer
                        .apply(inSession("s", tuesday, first, answer, second, answer, first))
                        .messages())
                .startsWith(two.toArray(Message[]::new));
        assertThat(normalizer.apply(inSession("s", tuesday, second)).messages())
                .as("a compacted conversation begins anew")
                .containsExactly(one.get(0), reminder("Today is 2026-11-03", "Go"));
        assertThat(normalizer.apply(inSession("", tuesday, first)).messages())
                .as("without a session")
                .containsExactly(one.get(0), reminder("Today is 2026-11-03", "Hi"));
    }

    @Test
    void aRequestWithoutAQuestionKeepsItsDate() {
        Message system = message(Role.SYSTEM, "Today is 2026-11-02");
        assertThat(normal(system)).containsExactly(system);
    }

    @Test
    void aTokenBudgetMovesToTheNewestTurn() {
        assertThat(normal(
                        message(Role.SYSTEM, "A.\n<total_tokens>9 tokens left</total_tokens>"),
                        message(Role.USER, "Hi"),
                        message(Role.ASSISTANT, "Yes?"),
                        message(Role.USER, result(new Part.Text("ok")))))
                .containsExactly(
                        message(Role.SYSTEM, "A.\n"),
                        message(Role.USER, "Hi"),
                        message(Role.ASSISTANT, "Yes?"),
                        message(
                                Role.USER,
                                result(new Part.Text("ok")),
                                "<system-reminder>\n<total_tokens>9 tokens left</total_tokens>\n</system-reminder>"));
    }

    @Test
    void aTurnKeepsTheTokenBudgetItHad() {
        Normalizer normalizer = new Normalizer();
        String nine = "<system-reminder>\nToken usage: 1/10; 9 remaining\n</system-reminder>";
        String eight = "Token usage: 2/10; 8 remaining";
        Message answer = message(Role.ASSISTANT, "Yes?");
        Message first = normalizer
                .apply(inSession("s", message(Role.USER, "Hi", nine)))
                .messages()
                .getFirst();
        assertThat(first).isEqualTo(message(Role.USER, "Hi\n\n" + nine));
        for (Message later : List.of(message(Role.USER, "Hi"), message(Role.USER, "Hi\n" + eight))) {
            assertThat(normalizer
                            .apply(inSession("s", later, answer, message(Role.USER, "Go", eight)))
                            .messages())
                    .containsExactly(first, answer, message(Role.USER, "Go\n\n" + eight));
        }
    }

    @Test
    void whatToolsReturnIsNeverTouched() {
        Message system = message(Role.SYSTEM, "A.");
        Message read = message(
                Role.USER, result(new Part.Text("Today is 2026-11-02\ngitStatus: x\n<total_tokens>1</total_tokens>")));
        assertThat(new Normalizer().apply(inSession("s", system, read)).messages())
                .containsExactly(system, read);
    }

    private static boolean side(String agent, String model, Integer maxTokens, List<ToolSpec> tools, Message... said) {
        ChatRequest request = request(tools, said)
                .withModel(model)
                .withMaxTokens(maxTokens)
                .withClient(new ClientInfo("", "", agent, false));
        return new Normalizer().apply(request).client().side();
    }

    @Test
    void smallRequestsNextToTheConversationAreSideRequests() {
        Message user = message(Role.USER, "Hi");
        Message title = message(Role.SYSTEM, "You are a title generator.");
        List<ToolSpec> tools = List.of(tool("read", false));
        assertThat(side("", "m", 1, tools, user)).isTrue();
        assertThat(side("", "claude-Haiku-4-5", 32000, tools, user)).isTrue();
        assertThat(side("", "m", 100, List.of(), user)).isTrue();
        assertThat(side("", "m", null, List.of(), title, user)).isTrue();
        assertThat(side("opencode/1.18 ai-sdk", "m", 32000, List.of(), user)).isTrue();
    }

    @Test
    void conversationsAndWarmingAreNoSideRequests() {
        Message user = message(Role.USER, "Hi");
        Message title = message(Role.SYSTEM, "You can generate a title for pages.");
        List<ToolSpec> tools = List.of(tool("read", false));
        assertThat(side("", "m", 32000, List.of(), user)).isFalse();
        assertThat(side("", "m", null, List.of(), user)).isFalse();
        assertThat(side("", "m", 100, tools, user)).isFalse();
        assertThat(side("", "m", 0, List.of(), user)).isFalse();
        assertThat(side("", "m", 100, List.of(), user, message(Role.ASSISTANT, "Yes?"), user))
                .isFalse();
        assertThat(side("opencode/1.18", "m", 32000, tools, title, user)).isFalse();
        assertThat(side("claude-cli/2", "m", 32000, List.of(), user, message(Role.ASSISTANT, "Yes?"), user))
                .isFalse();
    }

    private static String project(Message... messages) {
        return new Normalizer().apply(request(List.of(), messages)).client().project();
    }

    @Test
    void theProjectIsTheFolderTheAgentNames() {
        Message user = message(Role.USER, "Hi");
        assertThat(project(message(Role.SYSTEM, "A.\n - Primary working directory: /home/me/a b\nB."), user))
                .isEqualTo("/home/me/a b");
        assertThat(project(message(Role.SYSTEM, "<env>\n  Working directory: ~/x\n</env>"), user))
                .isEqualTo("~/x");
        assertThat(project(message(Role.SYSTEM, "Current working directory is `C:\\x`"), user))
                .isEqualTo("C:\\x");
        assertThat(project(message(Role.SYSTEM, "A."), message(Role.USER, "<cwd>/work</cwd>")))
                .isEqualTo("/work");
        assertThat(project(message(Role.USER, "cwd: /work"), message(Role.USER, "cwd: /other")))
                .isEqualTo("/work");
        assertThat(project(message(Role.SYSTEM, "Keep your working directory clean."), user))
                .isEmpty();
        assertThat(project(message(Role.USER, "Hi"), message(Role.ASSISTANT, "cwd: /x"), message(Role.USER, "cwd: /x")))
                .isEmpty();
    }

    @Test
    void theHeadersProjectGoesFirst() {
        ChatRequest request = request(List.of(), message(Role.SYSTEM, "cwd: /work"), message(Role.USER, "Hi"))
                .withClient(ClientInfo.UNKNOWN.withProject("named"));
        assertThat(new Normalizer().apply(request).client().project()).isEqualTo("named");
    }

    @Test
    void theTraceTellsWhichRuleDidWhatAndWhere() {
        Normalized normalized = new Normalizer()
                .normalize(request(
                        List.of(tool("b", false), tool("a", false)),
                        message(Role.SYSTEM, BILLING),
                        message(Role.SYSTEM, "A."),
                        message(Role.USER, "Hi"),
                        message(Role.ASSISTANT, new Part.Thinking("hm", "sig"), "x", "y"),
                        message(Role.USER, "Go")));
        assertThat(normalized.trace())
                .containsExactly(
                        "strip-billing-header: the billing header was removed (message 0)",
                        "strip-thinking-signatures: signatures of thinking were removed (message 3)",
                        "drop-empty-parts: empty parts were dropped (message 0)",
                        "merge-text-shapes: texts that follow each other became one (message 2)",
                        "sort-tools: tools were sorted (tools)");
        assertThat(new Normalizer().normalize(normalized.request()).changes()).isEmpty();
    }

    @Test
    void everyRuleIsInTheHandbook() throws IOException {
        String handbook = Files.readString(Path.of("../docs/cache-hygiene.md"));
        assertThat(Normalizer.names()).allSatisfy(name -> assertThat(handbook).contains("`" + name + "`"));
    }

    @Test
    void theEnvironmentGoesBeforeTheFirstQuestionSoThatConversationsOfAFolderShareIt() {
        Message system = message(Role.SYSTEM, "You code.");
        Message environment = message(Role.SYSTEM, "Working directory: /home/ada/harbour");
        List<Message> tide = normal(system, message(Role.USER, "Fix the tide table."), environment);
        List<Message> berth = normal(system, message(Role.USER, "Count the berths."), environment);
        String shared = "<system-reminder>\nWorking directory: /home/ada/harbour\n</system-reminder>";
        assertThat(tide).hasSize(2);
        assertThat(textOf(tide.get(1))).startsWith(shared).endsWith("Fix the tide table.");
        assertThat(textOf(berth.get(1))).startsWith(shared).endsWith("Count the berths.");
    }

    @Test
    void aSystemMessageLaterOnAndACounterOfTokensStayWhereTheyAre() {
        Message question = message(Role.USER, "Count the berths.");
        Message counter = message(Role.SYSTEM, "<total_tokens>900 tokens left</total_tokens>");
        Message answer = message(Role.ASSISTANT, "Twelve.");
        Message later = message(Role.SYSTEM, "The tide has turned.");
        assertThat(normal(question, counter)).containsExactly(question, counter);
        assertThat(normal(question, answer, message(Role.USER, "And now?"), later))
                .endsWith(message(Role.USER, "And now?"), later);
    }

    private static String textOf(Message message) {
        return message.parts().stream()
                .map(part -> part instanceof Part.Text(String text) ? text : "")
                .collect(java.util.stream.Collectors.joining());
    }
}
