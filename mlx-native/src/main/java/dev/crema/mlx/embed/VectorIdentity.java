package dev.crema.mlx.embed;

import dev.crema.mlx.weights.ModelFolder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What an embedding model's vectors depend on, as a hash: the model's files, wherever they lie, and how texts become vectors.
 * Vectors of two identities must not be compared, so vectors kept on a disk or in a team carry it.
 */
final class VectorIdentity {
    private VectorIdentity() {}

    /** A hex SHA-256. */
    static String of(ModelFolder folder, EmbeddingSettings settings) {
        try {
            byte[] text = (folder.identity() + '\n' + settings).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
