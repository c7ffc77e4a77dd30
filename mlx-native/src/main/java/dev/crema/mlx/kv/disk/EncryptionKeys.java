package dev.crema.mlx.kv.disk;

import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Encryption keys as bytes and as text. */
final class EncryptionKeys {
    static final int BYTES = 32;

    private EncryptionKeys() {}

    static byte[] random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }

    static SecretKey of(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    static String toHex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
