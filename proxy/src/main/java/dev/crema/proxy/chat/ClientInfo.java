package dev.crema.proxy.chat;

/**
 * Who asks.
 *
 * @param sessionId groups a conversation's requests; empty when unknown
 * @param agentId a subagent's id; empty for the main conversation
 * @param userAgent the client's own name
 * @param side whether this is a side request (a title, a quota check) that must not displace the main conversation
 */
public record ClientInfo(String sessionId, String agentId, String userAgent, boolean side) {
    /** Nothing known. */
    public static final ClientInfo UNKNOWN = new ClientInfo("", "", "", false);
}
