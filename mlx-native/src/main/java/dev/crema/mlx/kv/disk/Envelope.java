package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a block's image becomes a file: as it is, or encrypted. Safe from any thread. */
sealed interface Envelope permits PlainEnvelope, SealedEnvelope {
    /** What is known of a block's image without its data. */
    record Start(ByteBuffer head, long bodyBytes) {}

    static Envelope of(DiskOptions options) {
        return options.key() == null ? new PlainEnvelope() : new SealedEnvelope(options.key());
    }

    /** The name of a block's file. */
    String fileName(BlockKey key);

    /** Whether a file of that name was written through this envelope, with the same key if there is one. */
    boolean owns(String fileName);

    /** Size of the file that {@link #wrap} makes. */
    long fileBytes(BlockImage image);

    /** The bytes of the file, in order. */
    List<ByteBuffer> wrap(BlockImage image);

    /** The image in a file. */
    ByteBuffer unwrap(ByteBuffer file) throws DamagedBlockException;

    /** The image's head, verified, read without its data. */
    Start start(FileChannel file) throws IOException, DamagedBlockException;

    /** The envelope that a file name tells of, for files of any key. */
    static @Nullable Kind kind(String fileName) {
        if (PlainEnvelope.NAME.matcher(fileName).matches()) {
            return Kind.PLAIN;
        }
        return SealedEnvelope.NAME.matcher(fileName).matches() ? Kind.SEALED : null;
    }

    /** Whether a file can be read without a key. */
    enum Kind {
        /** Readable by any safetensors reader. */
        PLAIN,
        /** Readable with one key. */
        SEALED
    }
}
