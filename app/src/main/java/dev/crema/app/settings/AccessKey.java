package dev.crema.app.settings;

import java.security.SecureRandom;
import java.util.Base64;

/** Keys that clients present. */
public final class AccessKey {
    private static final int BYTES = 32;

    private AccessKey() {}

    /** A new one that nobody can guess, of signs that need no escaping in shells, addresses and headers. */
    public static String generate() {
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }
}
