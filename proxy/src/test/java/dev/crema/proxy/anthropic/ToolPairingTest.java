package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ClientInfo;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ToolPairingTest {
    private static final String NEXT =
            " Each `tool_use` block must have a corresponding `tool_result` block in the next" + " message.";

    /** Messages in short: {@code u:text}, {@code s:text}, {@code a:call,call}, {@code r:result,result}. */
    private static void check(String... messages) {
        String json = Arrays.stream(messages).map(ToolPairingTest::message).collect(Collectors.joining(","));
        AnthropicDecoder.messages(
                Json.object("{'model':'m','max_tokens':9,'messages':[" + json + "]}"), ClientInfo.UNKNOWN);
    }

    private static String message(String shorthand) {
        String rest = shorthand.substring(2);
        return switch (shorthand.charAt(0)) {
            case 'u' -> "{'role':'user','content':'" + rest + "'}";
            case 's' -> "{'role':'system','content':'" + rest + "'}";
            case 'a' ->
                "{'role':'assistant','content':[" + blocks(rest, "{'type':'tool_use','id':'%s','name':'n','input':{}}")
                        + "]}";
            default -> "{'role':'user','content':[" + blocks(rest, "{'type':'tool_result','tool_use_id':'%s'}") + "]}";
        };
    }

    private static String blocks(String ids, String form) {
        return Arrays.stream(ids.split(",")).map(form::formatted).collect(Collectors.joining(","));
    }

    @Test
    void answeredCallsPass() {
        assertThatCode(() -> check("u:go", "a:t1,t2", "r:t2,t1", "a:t3", "r:t3"))
                .doesNotThrowAnyException();
    }

    @Test
    void systemMessagesMayStandBetween() {
        assertThatCode(() -> check("u:go", "a:t1", "s:note", "r:t1")).doesNotThrowAnyException();
    }

    @Test
    void messagesOfOneRoleAreOneTurn() {
        assertThatCode(() -> check("u:go", "a:t1", "a:t2", "r:t1", "r:t2")).doesNotThrowAnyException();
    }

    @Test
    void idsMayComeAgainInALaterTurn() {
        assertThatCode(() -> check("u:go", "a:t1", "r:t1", "a:t1", "r:t1")).doesNotThrowAnyException();
    }

    @Test
    void aCallWithoutResult() {
        assertThatThrownBy(() -> check("u:go", "a:t1,t2,t3", "r:t2", "a:t4", "r:t4"))
                .isInstanceOf(ChatException.class)
                .hasMessage(
                        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1, t3."
                                + NEXT);
    }

    @Test
    void aCallAtTheEnd() {
        assertThatThrownBy(() -> check("u:go", "a:t1"))
                .hasMessage("messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: t1."
                        + NEXT);
    }

    @Test
    void aResultWithoutCall() {
        assertThatThrownBy(() -> check("u:go", "a:t1", "r:t1,t9"))
                .hasMessage("messages.2.content.1: unexpected `tool_use_id` found in `tool_result` blocks: t9. Each"
                        + " `tool_result` block must have a corresponding `tool_use` block in the previous message.");
    }

    @Test
    void aResultOfAnEarlierTurn() {
        assertThatThrownBy(() -> check("u:go", "a:t1", "r:t1", "a:t2", "r:t2,t1"))
                .hasMessageStartingWith("messages.4.content.1: unexpected `tool_use_id`");
    }

    @Test
    void twoResultsOfOneCall() {
        assertThatThrownBy(() -> check("u:go", "a:t1", "r:t1,t1"))
                .hasMessage(
                        "messages.2.content.1: each tool_use must have a single result. Found multiple `tool_result`"
                                + " blocks with id: t1");
    }

    @Test
    void twoCallsOfOneId() {
        assertThatThrownBy(() -> check("u:go", "a:t1,t1", "r:t1"))
                .hasMessage("messages.1.content.1: `tool_use` ids must be unique: t1");
    }
}
