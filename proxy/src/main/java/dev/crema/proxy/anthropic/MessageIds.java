package dev.crema.proxy.anthropic;

import java.util.UUID;

/** Ids of answers: {@code msg_} and 24 characters, as clients know them. */
final class MessageIds {
    private MessageIds() {}

    /** A new id; 90 of its bits are random. */
    static String next() {
        return "msg_" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
    }
}
