package dev.crema.proxy.chat;

/**
 * Who asks, and how.
 *
 * @param requestId the request's own id, {@code req_…}; empty when unknown
 * @param sessionId groups a conversation's requests; empty when unknown
 * @param agentId a subagent's id; empty for the main conversation
 * @param userAgent the client's own name
 * @param user whom the client acts for, as it says; empty when unknown
 * @param project the folder or the name of what is worked on; empty when unknown
 * @param side whether this is a side request (a title, a quota check) that must not displace the main conversation
 * @param cachePolicy whether an earlier answer may serve it
 */
public record ClientInfo(
        String requestId,
        String sessionId,
        String agentId,
        String userAgent,
        String user,
        String project,
        boolean side,
        CachePolicy cachePolicy) {
    /** Nothing known. */
    public static final ClientInfo UNKNOWN = new ClientInfo("", "", "", "", "", "", false, CachePolicy.DEFAULT);

    /** A main request of a session, nothing else known. */
    public ClientInfo(String sessionId, String agentId, String userAgent, boolean side) {
        this("", sessionId, agentId, userAgent, "", "", side, CachePolicy.DEFAULT);
    }

    /** With another request id. */
    public ClientInfo withRequestId(String id) {
        return new ClientInfo(id, sessionId, agentId, userAgent, user, project, side, cachePolicy);
    }

    /** With another session and user. */
    public ClientInfo withSession(String session, String newUser) {
        return new ClientInfo(requestId, session, agentId, userAgent, newUser, project, side, cachePolicy);
    }

    /** With another project. */
    public ClientInfo withProject(String newProject) {
        return new ClientInfo(requestId, sessionId, agentId, userAgent, user, newProject, side, cachePolicy);
    }

    /** As a side request or not. */
    public ClientInfo withSide(boolean newSide) {
        return new ClientInfo(requestId, sessionId, agentId, userAgent, user, project, newSide, cachePolicy);
    }

    /** With another policy. */
    public ClientInfo withCachePolicy(CachePolicy policy) {
        return new ClientInfo(requestId, sessionId, agentId, userAgent, user, project, side, policy);
    }

    /** The conversation within the session: a subagent has its own. */
    public String conversation() {
        return agentId.isEmpty() ? sessionId : sessionId + "/" + agentId;
    }
}
