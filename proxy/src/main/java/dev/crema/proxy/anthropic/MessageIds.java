package dev.crema.proxy.anthropic;

/**
 * Ids of answers, {@code msg_} and what follows {@code req_} in the id of their request: so an answer's id, which clients
 * send back in {@code diagnostics}, names its request.
 */
final class MessageIds {
    private MessageIds() {}

    /** The id of the answer to a request. */
    static String of(String requestId) {
        return "msg_" + requestId.replaceFirst("^req_", "");
    }

    /** The id of the request that an answer belongs to. */
    static String requestId(String messageId) {
        return "req_" + messageId.replaceFirst("^msg_", "");
    }
}
