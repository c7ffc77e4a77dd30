package dev.crema.mlx.embed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.weights.HostTensor;
import dev.crema.mlx.weights.WeightSource;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeSet;

/**
 * What an embedding model's vectors depend on, as a hash: the weights' numbers, the tokenizer and the settings, wherever the
 * files lie. Vectors of two identities must not be compared, so vectors kept on a disk or in a team carry it.
 */
final class ContentIdentity {
    private ContentIdentity() {}

    /** A hex SHA-256. Reads all weights. */
    static String of(WeightSource weights, JsonNode config, EmbeddingSettings settings, String tokenizerJson) {
        MessageDigest digest = sha256();
        for (String name : new TreeSet<>(weights.names())) {
            HostTensor tensor = weights.tensor(name);
            text(digest, name + ' ' + tensor.dtype() + Arrays.toString(tensor.shape()));
            digest.update(tensor.data().asByteBuffer());
        }
        text(digest, config.toString());
        text(digest, settings.toString());
        text(digest, tokenizerJson);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void text(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
