package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Finds a session id inside {@code metadata.user_id}: Claude Code sends a JSON object as a string there; older versions
 * sent {@code user_…_account_…_session_UUID}. Anything else is no session: several conversations share one user.
 */
final class SessionIds {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String MARKER = "_session_";

    private SessionIds() {}

    /** The session id, or an empty string. */
    static String in(String userId) {
        if (userId.startsWith("{")) {
            try {
                return JSON.readTree(userId).path("session_id").asText("");
            } catch (JsonProcessingException e) {
                // The field is free text; what is no JSON is no mistake.
                return "";
            }
        }
        int at = userId.lastIndexOf(MARKER);
        return at < 0 ? "" : userId.substring(at + MARKER.length());
    }
}
