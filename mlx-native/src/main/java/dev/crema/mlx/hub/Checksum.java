package dev.crema.mlx.hub;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a hub says a file's content hashes to.
 *
 * @param kind which hash
 * @param hex its lower-case digits
 */
public record Checksum(Kind kind, String hex) {
    private static final int BUFFER = 1 << 20;

    /** Hashes that hubs state. */
    public enum Kind {
        /** SHA-256 of the content, stated for files in Git LFS. */
        SHA256,
        /** Git's own: SHA-1 of {@code blob LENGTH\0} and the content, stated for the small files in Git itself. */
        GIT_BLOB
    }

    /** A hash to feed with the content of a file of that length. */
    MessageDigest begin(long bytes) {
        return switch (kind) {
            case SHA256 -> digest("SHA-256");
            case GIT_BLOB -> {
                MessageDigest digest = digest("SHA-1");
                digest.update(("blob " + bytes + "\0").getBytes(StandardCharsets.US_ASCII));
                yield digest;
            }
        };
    }

    /**
     * A hash fed with what a file holds now, ready for what is missing of it.
     *
     * @param bytes the length of the whole file
     */
    MessageDigest begin(long bytes, Path file) throws IOException, InterruptedException {
        MessageDigest digest = begin(bytes);
        byte[] buffer = new byte[BUFFER];
        // Not a channel: an interrupt would close it in the middle of a read and look like a fault of the disk.
        try (InputStream in = new FileInputStream(file.toFile())) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                digest.update(buffer, 0, read);
            }
        }
        return digest;
    }

    /** Whether a hash that was fed with everything is this one; it is reset. */
    boolean matches(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest()).equals(hex);
    }

    @Override
    public String toString() {
        return kind + ":" + hex;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }
}
