package dev.crema.mlx.tokenizer;

import ai.djl.huggingface.tokenizers.jni.LibUtils;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A handle of Hugging Face's Rust tokenizer. Calls may overlap; {@link #close} waits for those under way.
 *
 * <p>It calls DJL's JNI layer and not its {@code HuggingFaceTokenizer}: that one reports each start to a telemetry host and
 * builds strings and spans for every token that nobody here reads.
 */
final class NativeTokenizer implements AutoCloseable {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final long handle;
    private boolean open = true;

    /** @throws RuntimeException if the library cannot be loaded or refuses the JSON */
    NativeTokenizer(String tokenizerJson) {
        useOwnLibraryOnly();
        LibUtils.checkStatus();
        handle = TokenizersLibrary.LIB.createTokenizerFromString(tokenizerJson);
        TokenizersLibrary.LIB.disableTruncation(handle);
        TokenizersLibrary.LIB.disablePadding(handle);
    }

    static void unpackInto(Path folder) {
        System.setProperty("ENGINE_CACHE_DIR", folder.toString());
    }

    /** Without these two DJL looks for CUDA and may download another build of its library. */
    private static void useOwnLibraryOnly() {
        System.setProperty("RUST_FLAVOR", "cpu");
        System.setProperty("ai.djl.offline", "true");
    }

    int[] encode(String text, boolean withSpecial) {
        lock.readLock().lock();
        try {
            checkOpen();
            long encoding = TokenizersLibrary.LIB.encode(handle, text, withSpecial);
            try {
                return Arrays.stream(TokenizersLibrary.LIB.getTokenIds(encoding))
                        .mapToInt(Math::toIntExact)
                        .toArray();
            } finally {
                TokenizersLibrary.LIB.deleteEncoding(encoding);
            }
        } finally {
            lock.readLock().unlock();
        }
    }

    String decode(int[] ids, boolean skipSpecial) {
        long[] wide = Arrays.stream(ids).asLongStream().toArray();
        lock.readLock().lock();
        try {
            checkOpen();
            return TokenizersLibrary.LIB.decode(handle, wide, skipSpecial);
        } finally {
            lock.readLock().unlock();
        }
    }

    private void checkOpen() {
        if (!open) {
            throw new IllegalStateException("the tokenizer is closed");
        }
    }

    @Override
    public void close() {
        lock.writeLock().lock();
        try {
            if (open) {
                open = false;
                TokenizersLibrary.LIB.deleteTokenizer(handle);
            }
        } finally {
            lock.writeLock().unlock();
        }
    }
}
