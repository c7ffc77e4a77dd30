package dev.crema.mlx.engine;

import dev.crema.mlx.kv.KvFormat;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import org.jspecify.annotations.Nullable;

/**
 * What keys and values may take, and where.
 *
 * @param format their numbers
 * @param budgetBytes memory for the prefix cache's blocks
 * @param liveBytes memory for those of running sequences; a prompt that needs more is refused
 * @param sequenceTokens tokens of one sequence that the machine holds with ease; longer ones are counted; 0: not known
 * @param blockTokens tokens per prefix-cache block
 * @param ssd where blocks survive a restart: shared by all engines, not closed by them; null: nowhere
 * @param resetRequests requests after which the prefix cache's memory is freed; 0: never
 * @param resetTokens prompt tokens after which it is; 0: never
 */
public record KvOptions(
        KvFormat format,
        long budgetBytes,
        long liveBytes,
        int sequenceTokens,
        int blockTokens,
        @Nullable DiskBlockStore ssd,
        int resetRequests,
        long resetTokens) {
    /** Tokens per block unless a measurement says otherwise: docs/benchmarks.md. */
    public static final int DEFAULT_BLOCK_TOKENS = 64;

    /** In the model's own precision and in memory only. */
    public static KvOptions inMemory(long budgetBytes) {
        return new KvOptions(KvFormat.MODEL, budgetBytes, Long.MAX_VALUE, 0, DEFAULT_BLOCK_TOKENS, null, 0, 0);
    }

    /** In another format. */
    public KvOptions withFormat(KvFormat other) {
        return new KvOptions(
                other, budgetBytes, liveBytes, sequenceTokens, blockTokens, ssd, resetRequests, resetTokens);
    }

    /** With another limit for running sequences. */
    public KvOptions withLiveBytes(long bytes) {
        return new KvOptions(format, budgetBytes, bytes, sequenceTokens, blockTokens, ssd, resetRequests, resetTokens);
    }

    /** With another size that a sequence has with ease. */
    public KvOptions withSequenceTokens(int tokens) {
        return new KvOptions(format, budgetBytes, liveBytes, tokens, blockTokens, ssd, resetRequests, resetTokens);
    }

    /** With an SSD, or without. */
    public KvOptions withSsd(@Nullable DiskBlockStore store) {
        return new KvOptions(
                format, budgetBytes, liveBytes, sequenceTokens, blockTokens, store, resetRequests, resetTokens);
    }

    /** With thresholds after which the prefix cache's memory is freed. */
    public KvOptions withReset(int requests, long tokens) {
        return new KvOptions(format, budgetBytes, liveBytes, sequenceTokens, blockTokens, ssd, requests, tokens);
    }
}
