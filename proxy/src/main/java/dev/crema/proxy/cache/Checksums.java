package dev.crema.proxy.cache;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 over several values, told apart by their lengths: no two lists of values give the same bytes. */
final class Checksums {
    /** Bytes of a checksum. */
    static final int BYTES = 32;

    private Checksums() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    static byte[] of(byte[]... values) {
        MessageDigest digest = sha256();
        for (byte[] value : values) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, value.length));
            digest.update(value);
        }
        return digest.digest();
    }

    /** Whole numbers as bytes, for {@link #of}. */
    static byte[] bytes(long... numbers) {
        ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Long.BYTES);
        for (long number : numbers) {
            bytes.putLong(number);
        }
        return bytes.array();
    }
}
