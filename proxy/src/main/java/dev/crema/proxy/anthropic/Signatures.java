package dev.crema.proxy.anthropic;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Signatures of thinking blocks made here. SDKs want one, and send it back with the block; only Anthropic can check its own,
 * so ours carry a tag by which they are taken out before a request goes there.
 */
public final class Signatures {
    private static final String TAG = "crema1.";

    private Signatures() {}

    /** The signature of a local model's reasoning; the same text gives the same signature. */
    static String sign(String thinking) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(thinking.getBytes(StandardCharsets.UTF_8));
            return TAG + Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Whether a signature was made here. */
    public static boolean ours(String signature) {
        return signature.startsWith(TAG);
    }
}
