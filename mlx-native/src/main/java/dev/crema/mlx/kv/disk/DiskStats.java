package dev.crema.mlx.kv.disk;

import java.util.Map;

/**
 * A snapshot of a {@link DiskBlockStore}; bytes are sizes of files unless said otherwise. Counters begin at zero with the process.
 *
 * @param bytes of all files on disk
 * @param blocks that can be read
 * @param lockedBytes of blocks that another key encrypted; part of {@code bytes}
 * @param writtenToday bytes, over restarts
 * @param queueBytes planes that wait to be written
 * @param reads blocks read and found good
 * @param writes blocks written
 * @param corrupt blocks found damaged or missing
 * @param evicted blocks deleted to make room
 * @param refused blocks not kept, by reason
 * @param bytesByProject readable blocks by project
 * @param bytesByModel readable blocks by model identity
 */
public record DiskStats(
        long bytes,
        int blocks,
        long lockedBytes,
        long budgetBytes,
        long writtenToday,
        long dailyWriteBytes,
        long queueBytes,
        long reads,
        long readBytes,
        long writes,
        long writtenBytes,
        long corrupt,
        long evicted,
        Map<Refusal, Long> refused,
        Map<String, Long> bytesByProject,
        Map<String, Long> bytesByModel) {}
