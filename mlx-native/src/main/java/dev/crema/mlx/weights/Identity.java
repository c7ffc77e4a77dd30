package dev.crema.mlx.weights;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Hashes what tells one model from another, without reading gigabytes of weights. Two machines that hold the same files
 * get the same identity: nothing of where or when a file was written takes part.
 */
final class Identity {
    /** Files up to this size are read whole. */
    private static final long WHOLE_BYTES = 1 << 20;

    /** A larger file's head holds its tensors' names, types and places. */
    private static final int HEAD_BYTES = 1 << 20;

    private static final int PIECES = 64;
    private static final int PIECE_BYTES = 4096;

    private Identity() {}

    /**
     * A hex SHA-256 over the files' names, sizes and content, and the given texts. Of a file beyond 1 MB its head, its
     * last 4 KB and 64 pieces of 4 KB evenly spread over the rest stand for it all: whoever trains or quantizes weights
     * again changes all of them.
     *
     * @throws ModelFormatException if a file cannot be read
     */
    static String of(List<Path> files, List<String> texts) {
        MessageDigest digest = sha256();
        for (Path file : files) {
            try {
                digest.update((Folders.named(file) + '\n' + Files.size(file) + '\n').getBytes(StandardCharsets.UTF_8));
                content(file, digest);
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

    private static void content(Path file, MessageDigest digest) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            if (size <= WHOLE_BYTES) {
                piece(channel, 0, (int) size, digest);
                return;
            }
            piece(channel, 0, HEAD_BYTES, digest);
            long room = size - HEAD_BYTES;
            for (int i = 0; i < PIECES; i++) {
                piece(channel, HEAD_BYTES + room / PIECES * i, PIECE_BYTES, digest);
            }
            piece(channel, size - PIECE_BYTES, PIECE_BYTES, digest);
        }
    }

    /** Fewer bytes at the file's end. */
    private static void piece(FileChannel channel, long at, int length, MessageDigest digest) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        long position = at;
        while (bytes.hasRemaining()) {
            int read = channel.read(bytes, position);
            if (read < 0) {
                break;
            }
            position += read;
        }
        digest.update(bytes.flip());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
