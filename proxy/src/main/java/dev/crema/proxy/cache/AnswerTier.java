package dev.crema.proxy.cache;

import dev.crema.proxy.chat.CacheLevel;
import org.jspecify.annotations.Nullable;

/**
 * A place where answers are kept by key. Safe from any thread; whatever goes wrong in it is a miss, and it keeps nobody waiting
 * longer than its own limit.
 */
interface AnswerTier extends AutoCloseable {
    /** Which one it is. */
    CacheLevel level();

    /** The payload kept under that key, or null. */
    byte @Nullable [] find(RequestKey key);

    /** Keeps a payload, now or soon; perhaps not at all. */
    void store(RequestKey key, Origin origin, byte[] payload);

    /** Forgets all answers; returns when that is done, or given up. */
    void clear();

    /** Its numbers now. */
    TierStats stats();

    @Override
    void close();
}
