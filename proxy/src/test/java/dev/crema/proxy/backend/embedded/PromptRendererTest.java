package dev.crema.proxy.backend.embedded;

import static dev.crema.proxy.backend.embedded.Requests.TOOLS;
import static dev.crema.proxy.backend.embedded.Requests.assistant;
import static dev.crema.proxy.backend.embedded.Requests.call;
import static dev.crema.proxy.backend.embedded.Requests.of;
import static dev.crema.proxy.backend.embedded.Requests.result;
import static dev.crema.proxy.backend.embedded.Requests.system;
import static dev.crema.proxy.backend.embedded.Requests.text;
import static dev.crema.proxy.backend.embedded.Requests.user;
import static dev.crema.proxy.backend.embedded.Requests.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.backend.embedded.Prompt.Start;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PromptRendererTest {
    private static final Message CALLED =
            assistant(text("Reading."), call("toolu_1", "Read", "{\"path\": \"a.txt\", \"from\": 2}"));
    private static final Message RETURNED = user(result("toolu_1", "content"), text("Go on."));

    @Test
    void laterSystemMessagesStayWhereTheyAre() {
        assertThat(rendered("hermes", of(system("S"), user("U"), system("later"), assistant("A"), user("V"))))
                .isEqualTo("<|im_start|>system\nS<|im_end|>\n<|im_start|>user\nU<|im_end|>\n"
                        + "<|im_start|>system\nlater<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n"
                        + "<|im_start|>user\nV<|im_end|>\n<|im_start|>assistant\n");
    }

    @Test
    void leadingSystemMessagesBecomeOne() {
        assertThat(rendered("plain", of(system("S"), system("T"), user("U"))))
                .startsWith("<|im_start|>system\nS\n\nT<|im_end|>\n<|im_start|>user\nU");
    }

    @Test
    void systemPromptOpensTheFirstUserTurnWhereThereIsNoSystemRole() {
        assertThat(rendered("two-roles", of(system("S"), user("U"), system("R"))))
                .isEqualTo("<bos><start_of_turn>user\nS\n\nU\n\n<system-reminder>\nR\n</system-reminder>"
                        + "<end_of_turn>\n<start_of_turn>model\n");
    }

    @Test
    void resultsComeBeforeTheUsersText() {
        assertThat(rendered("hermes", of(List.of(user("U"), CALLED, RETURNED), TOOLS)))
                .endsWith("""
                        <|im_start|>assistant
                        Reading.
                        <tool_call>
                        {"name": "Read", "arguments": {"path": "a.txt", "from": 2}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        content
                        </tool_response><|im_end|>
                        <|im_start|>user
                        Go on.<|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void usersTextJoinsTheResultWhereNothingMayFollowIt() {
        assertThat(rendered("strict", of(List.of(user("U"), CALLED, RETURNED), TOOLS)))
                .contains("[TOOL_RESULTS]{\"content\": \"content\\n\\nGo on.\", \"call_id\": \"")
                .endsWith("\"}[/TOOL_RESULTS]");
    }

    @Test
    void parallelCallsTakeTurnsWhereATemplateTakesOne() {
        var both = assistant(
                text("Both."), call("a", "Read", "{\"path\": \"1\"}"), call("b", "Read", "{\"path\": \"2\"}"));
        var results = user(result("b", "second"), result("a", "first"), text("Well?"));
        assertThat(rendered("headers", of(List.of(user("U"), both, results), TOOLS)))
                .endsWith("""
                        assistant<|end_header_id|>

                        Both.<|eot_id|><|start_header_id|>assistant<|end_header_id|>

                        {"name": "Read", "parameters": {"path": "1"}}<|eot_id|><|start_header_id|>ipython<|end_header_id|>

                        "first"<|eot_id|><|start_header_id|>assistant<|end_header_id|>

                        {"name": "Read", "parameters": {"path": "2"}}<|eot_id|><|start_header_id|>ipython<|end_header_id|>

                        "second"<|eot_id|><|start_header_id|>user<|end_header_id|>

                        Well?<|eot_id|><|start_header_id|>assistant<|end_header_id|>

                        """);
    }

    @Test
    void callsAreNumberedWhereIdsNameTheTool() {
        var both = assistant(call("a", "Read", "{}"), call("b", "Write", "{\"text\": \"x\"}"));
        assertThat(rendered(
                        "parts", of(List.of(user("U"), both, user(result("b", "done"), result("a", "read"))), TOOLS)))
                .contains("<|tool_call_begin|>functions.Read:0<|tool_call_argument_begin|>{}<|tool_call_end|>")
                .contains("functions.Write:1<|tool_call_argument_begin|>{\"text\": \"x\"}")
                .contains("## Return of functions.Write:1\ndone<|im_end|>")
                .contains("## Return of functions.Read:0\nread<|im_end|>");
    }

    @Test
    void toolsAreTextWhereTheTemplateKnowsNone() {
        String rendered = rendered("plain", of(List.of(system("S"), user("U"), CALLED, RETURNED), TOOLS));
        assertThat(rendered)
                .startsWith("<|im_start|>system\nS\n\n# Tools\n")
                .contains(
                        "<tools>\n{\"type\": \"function\", \"function\": {\"name\": \"Read\", \"description\": \"does Read\", "
                                + "\"parameters\": {\"type\": \"object\", \"properties\": {\"path\": {\"type\": \"string\"}}, "
                                + "\"required\": [\"path\"]}}}\n{\"type\"")
                .endsWith("""
                        <|im_start|>assistant
                        Reading.

                        <tool_call>
                        {"name": "Read", "arguments": {"path": "a.txt", "from": 2}}
                        </tool_call><|im_end|>
                        <|im_start|>user
                        <tool_response>
                        content
                        </tool_response>

                        Go on.<|im_end|>
                        <|im_start|>assistant
                        """);
    }

    @Test
    void toolInstructionsOpenTheFirstUserTurnWhereThereIsNoSystemRole() {
        assertThat(rendered("two-roles", of(List.of(user("U")), TOOLS)))
                .startsWith("<bos><start_of_turn>user\n# Tools\n")
                .endsWith("needed.\n\nU<end_of_turn>\n<start_of_turn>model\n");
    }

    @Test
    void deferredToolsStayOutOfTheHead() {
        var later = new ToolSpec("Later", "", Requests.object("{\"type\": \"object\"}"), true);
        var tools = List.of(Requests.READ, later);
        assertThat(rendered("hermes", of(List.of(user("U")), tools)))
                .isEqualTo(rendered("hermes", of(List.of(user("U")), List.of(Requests.READ))));
    }

    @Test
    void partsThatAreNoTextSayWhatTheyAre() {
        var parts = user(
                new Part.ToolResult("gone", List.of(new Part.ToolReference("Later")), false),
                new Part.ToolResult("gone", List.of(text("no such file")), true),
                new Part.Media("image", Requests.object("{}")),
                new Part.Media(
                        "document", Requests.object("{\"source\": {\"type\": \"text\", \"data\": \"plain words\"}}")),
                new Part.Unknown(Requests.object("{\"type\": \"new\", \"text\": \"some text\"}")),
                new Part.Unknown(Requests.object("{\"type\": \"newer\"}")));
        assertThat(rendered("hermes", of(user("U"), assistant("A"), parts)))
                .contains("<tool_response>\n[tool available: Later]\n</tool_response>")
                .contains("<tool_response>\nError: no such file\n</tool_response>")
                .contains("\n[image: not shown, this model reads text only]\n\nplain words\n\nsome text<|im_end|>");
    }

    @Test
    void earlierReasoningIsGivenToTheTemplate() {
        var request = of(
                List.of(
                        user("U"),
                        assistant(new Part.Thinking("because", "sig"), call("a", "Read", "{}")),
                        user(result("a", "r"))),
                TOOLS);
        assertThat(rendered("thinking", request)).contains("<think>\nbecause\n</think>");
    }

    @Test
    void consecutiveAnswersAreOneTurn() {
        assertThat(rendered("strict", of(user("U"), assistant("A"), assistant("B"), user("V"))))
                .isEqualTo("<s>[INST]U[/INST]A\n\nB</s>[INST]V[/INST]");
    }

    @Test
    void finalAnswerIsContinued() {
        Prompt prompt = render("hermes", of(user("say {"), assistant("{")));
        assertThat(prompt.text()).endsWith("say {<|im_end|>\n<|im_start|>assistant\n{");
        assertThat(prompt.start()).isEqualTo(Start.ANSWER);
        assertThat(prompt.spaceGiven()).isFalse();
    }

    @Test
    void spaceAtTheEndOfAStartedAnswerIsLeftToTheModel() {
        Prompt prompt = render("headers", of(user("U"), assistant("The answer is \n")));
        assertThat(prompt.text()).endsWith("assistant<|end_header_id|>\n\nThe answer is");
        assertThat(prompt.spaceGiven()).isTrue();
    }

    @Test
    void emptyFinalAnswerStartsAnew() {
        assertThat(rendered("hermes", of(user("U"), assistant(" ")))).isEqualTo(rendered("hermes", of(user("U"))));
    }

    @Test
    void requiredCallIsStartedForTheModel() {
        for (String template : List.of("plain", "hermes", "two-roles")) {
            Prompt prompt = render(template, with(of(List.of(user("U")), TOOLS), new ToolChoice.Required()));
            assertThat(prompt.opening()).isEqualTo("<tool_call>\n{\"name\": \"");
            assertThat(prompt.text()).endsWith("\n" + prompt.opening());
            assertThat(prompt.start()).isEqualTo(Start.ANSWER);
        }
    }

    @Test
    void namedCallIsStartedInTheTemplatesOwnFormat() {
        var request = with(of(List.of(user("U")), TOOLS), new ToolChoice.Named("Write"));
        assertThat(rendered("hermes", request)).endsWith("assistant\n<tool_call>\n{\"name\": \"Write\"");
        assertThat(rendered("headers", request)).endsWith("assistant<|end_header_id|>\n\n{\"name\": \"Write\"");
        assertThat(rendered("strict", request)).endsWith("[/INST][TOOL_CALLS][{\"name\": \"Write\"");
        assertThat(rendered("parts", request)).endsWith("<|tool_call_begin|>functions.Write:");
    }

    @Test
    void startedCallEndsReasoningThatTheTemplateOpened() {
        var request = with(with(of(List.of(user("U")), TOOLS), new ToolChoice.Required()), Thinking.ENABLED);
        assertThat(rendered("thinking", request)).endsWith("<think>\n\n</think>\n\n<tool_call>\n{\"name\": \"");
    }

    @Test
    void forbiddenToolsStayInTheHead() {
        var free = of(List.of(user("U")), TOOLS);
        String rendered = rendered("hermes", with(free, new ToolChoice.None()));
        String generationPrompt = "<|im_start|>assistant\n";
        String shared = rendered("hermes", free);
        assertThat(rendered)
                .startsWith(shared.substring(0, shared.length() - generationPrompt.length()))
                .contains("<|im_start|>system\nTools cannot be used in this turn.");
    }

    @Test
    void thinkingFollowsTheRequest() {
        var request = of(user("U"));
        assertThat(render("thinking", request).start()).isEqualTo(Start.OPEN);
        assertThat(render("thinking", with(request, Thinking.ENABLED)).start()).isEqualTo(Start.REASONING);
        assertThat(rendered("thinking", with(request, Thinking.DISABLED))).endsWith("<think>\n\n</think>\n\n");
    }

    @Test
    void refusalsSayWhatIsWrong() {
        assertRefused(
                () -> render("hermes", of(user("U"), assistant(call("a", "Read", "{}")))), "append the tool's result");
        assertRefused(() -> render("strict", of(assistant("A"), user("U"))), "Roles must alternate: expected user");
        assertRefused(() -> render("hermes", of(assistant(" "))), "no message to answer");
        assertRefused(
                () -> render("hermes", with(of(user("U")), new ToolChoice.Required())), "the request defines no tools");
        assertRefused(
                () -> render("hermes", with(of(List.of(user("U")), TOOLS), new ToolChoice.Named("Gone"))), "'Gone'");
    }

    private static void assertRefused(ThrowingCallable rendering, String words) {
        assertThatThrownBy(rendering)
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(Kind.INVALID_REQUEST))
                .hasMessageContaining(words);
    }

    private static String rendered(String template, ChatRequest request) {
        return render(template, request).text();
    }

    private static Prompt render(String template, ChatRequest request) {
        return new PromptRenderer(Templates.load(template), new PieceTokenizer(), SampledAnswers.none())
                .render(request);
    }
}
