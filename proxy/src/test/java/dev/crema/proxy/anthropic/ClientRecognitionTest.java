package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ClientInfo;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ClientRecognitionTest {
    private static final String USER = "{'role':'user','content':'Hi'}";

    private static ClientInfo headers(Map<String, String> headers) {
        Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        anyCase.putAll(headers);
        return AnthropicHeaders.client(anyCase::get);
    }

    private static String session(String userId, ClientInfo fromHeaders) {
        ObjectNode body = Json.object("{'model':'m','max_tokens':999,'messages':[" + USER + "]}");
        body.putObject("metadata").put("user_id", userId);
        return AnthropicDecoder.messages(body, fromHeaders).client().sessionId();
    }

    @Test
    void claudeCodesHeadersAreRead() {
        assertThat(headers(Map.of(
                        "x-claude-code-session-id", "s",
                        "X-Claude-Code-Agent-Id", "a",
                        "user-agent", "claude-cli/2")))
                .isEqualTo(new ClientInfo("s", "a", "claude-cli/2", false));
    }

    @Test
    void opencodesSessionIsRead() {
        assertThat(headers(Map.of("x-session-id", "s")).sessionId()).isEqualTo("s");
    }

    @Test
    void withoutHeadersNothingIsKnown() {
        assertThat(headers(Map.of())).isEqualTo(ClientInfo.UNKNOWN);
    }

    @Test
    void theSessionIsFoundInTheUserId() {
        assertThat(session("{\"device_id\":\"d\",\"session_id\":\"s-1\"}", ClientInfo.UNKNOWN))
                .isEqualTo("s-1");
        assertThat(session("user_ab_account__session_0f-1", ClientInfo.UNKNOWN)).isEqualTo("0f-1");
        assertThat(session("somebody", ClientInfo.UNKNOWN)).isEmpty();
        assertThat(session("{broken", ClientInfo.UNKNOWN)).isEmpty();
    }

    @Test
    void theHeadersSessionGoesFirst() {
        assertThat(session("user_x_session_2", new ClientInfo("1", "", "", false)))
                .isEqualTo("1");
    }
}
