package dev.crema.mlx.kv.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The name of a block: a SHA-256 over everything that its keys and values depend on. A key stands for all tokens from the
 * first one of the prompt to the last one of its block, so two prompts that agree so far have the same key and no others do.
 *
 * @param first bytes 0 to 7 of the hash, the highest first; the others follow
 */
public record BlockKey(long first, long second, long third, long fourth) {
    private static final byte ROOT = 0;
    private static final byte CHILD = 1;
    private static final int BYTES = 4 * Long.BYTES;

    /**
     * The key before the first token: the parent of every block that begins a prompt.
     *
     * @param modelIdentity hash of the weights, the configuration and the tokenizer
     * @param kvFormat how numbers are stored, such as {@code bf16} or {@code q8-64}
     * @param blockTokens tokens of a whole block
     */
    public static BlockKey root(String modelIdentity, String kvFormat, int blockTokens) {
        byte[] identity = modelIdentity.getBytes(StandardCharsets.UTF_8);
        byte[] format = kvFormat.getBytes(StandardCharsets.UTF_8);
        ByteBuffer text = ByteBuffer.allocate(1 + 3 * Integer.BYTES + identity.length + format.length);
        text.put(ROOT).putInt(identity.length).put(identity);
        text.putInt(format.length).put(format).putInt(blockTokens);
        return hash(text);
    }

    /** The key of the block that holds these tokens after this one's. */
    public BlockKey child(int[] tokens) {
        ByteBuffer text = ByteBuffer.allocate(1 + BYTES + tokens.length * Integer.BYTES);
        text.put(CHILD).putLong(first).putLong(second).putLong(third).putLong(fourth);
        for (int token : tokens) {
            text.putInt(token);
        }
        return hash(text);
    }

    /**
     * The key that {@link #hex} wrote.
     *
     * @throws IllegalArgumentException if the text is anything but 64 lower-case hexadecimal digits
     */
    public static BlockKey ofHex(String hex) {
        BlockKey key = hex.length() == 2 * BYTES ? of(HexFormat.of().parseHex(hex)) : null;
        if (key == null || !key.hex().equals(hex)) {
            throw new IllegalArgumentException("not a block key: " + hex);
        }
        return key;
    }

    /** 64 lower-case hexadecimal digits. */
    public String hex() {
        HexFormat format = HexFormat.of();
        return format.toHexDigits(first)
                + format.toHexDigits(second)
                + format.toHexDigits(third)
                + format.toHexDigits(fourth);
    }

    @Override
    public String toString() {
        return hex();
    }

    private static BlockKey hash(ByteBuffer text) {
        try {
            return of(MessageDigest.getInstance("SHA-256").digest(text.array()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }

    private static BlockKey of(byte[] hash) {
        ByteBuffer longs = ByteBuffer.wrap(hash);
        return new BlockKey(longs.getLong(), longs.getLong(), longs.getLong(), longs.getLong());
    }
}
