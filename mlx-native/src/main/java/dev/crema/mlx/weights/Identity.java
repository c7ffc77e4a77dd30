package dev.crema.mlx.weights;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Hashes what tells one state of a model on disk from another, without reading gigabytes of weights. */
final class Identity {
    private Identity() {}

    /** A hex SHA-256 over the files' names, sizes and modification times and the given texts. */
    static String of(List<Path> files, List<String> texts) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            try {
                String line = Folders.named(file)
                        + '\n'
                        + Files.size(file)
                        + '\n'
                        + Files.getLastModifiedTime(file).toMillis()
                        + '\n';
                digest.update(line.getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new ModelFormatException(file + " cannot be read: " + e.getMessage() + ".", e);
            }
        }
        for (String text : texts) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
