package dev.crema.proxy.toolcall;

import java.security.SecureRandom;

/**
 * Ids for tool calls. Claude Code silently drops a repeated id from its next request and can loop on that, so ids are
 * random enough (142 bits) never to repeat. Safe from any thread.
 */
public final class CallIds {
    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int LENGTH = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private CallIds() {}

    /** A new id: {@code toolu_} and 24 letters and digits, which both protocols accept. */
    public static String next() {
        return RANDOM.ints(LENGTH, 0, ALPHABET.length())
                .mapToObj(ALPHABET::charAt)
                .collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .insert(0, "toolu_")
                .toString();
    }
}
