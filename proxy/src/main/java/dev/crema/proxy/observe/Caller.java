package dev.crema.proxy.observe;

import dev.crema.proxy.chat.ClientInfo;

/**
 * Who asked.
 *
 * @param name the client's name for itself, without what it says about its platform
 * @param role in the client's work
 * @param session groups a conversation's requests; empty when unknown
 * @param project what is worked on; empty when unknown
 * @param user whom the client acts for; empty when unknown
 */
public record Caller(String name, Role role, String session, String project, String user) {
    /** What a request is for. */
    public enum Role {
        /** The conversation a person has. */
        MAIN,
        /** A conversation the agent began by itself. */
        SUBAGENT,
        /** A title, a quota check: not a conversation. */
        SIDE
    }

    /** The caller behind a request. */
    public static Caller of(ClientInfo client) {
        Role role = client.side() ? Role.SIDE : client.agentId().isEmpty() ? Role.MAIN : Role.SUBAGENT;
        return new Caller(product(client.userAgent()), role, client.sessionId(), client.project(), client.user());
    }

    /** A caller of whom only the user agent is known. */
    public static Caller named(String userAgent) {
        return new Caller(product(userAgent), Role.MAIN, "", "", "");
    }

    private static String product(String userAgent) {
        return userAgent.split(" ", 2)[0];
    }
}
