package dev.crema.proxy.server;

import java.util.concurrent.ThreadLocalRandom;

/** Ids that name requests in headers, errors and logs: {@code req_} and 24 letters and digits. They guard nothing. */
final class RequestIds {
    private static final String ALPHABET = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    private static final int LENGTH = 24;

    private RequestIds() {}

    static String next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder id = new StringBuilder("req_");
        for (int i = 0; i < LENGTH; i++) {
            id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return id.toString();
    }
}
