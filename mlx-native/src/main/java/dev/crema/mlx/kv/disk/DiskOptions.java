package dev.crema.mlx.kv.disk;

import java.nio.file.Files;
import java.time.Clock;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a {@link DiskBlockStore}.
 *
 * @param budgetBytes upper bound for all files, over all models
 * @param freeFloorBytes free space of the file system that is left to others
 * @param dailyWriteBytes bytes that may be written between two midnights
 * @param writeQueueBytes bytes of blocks that may wait to be written; they are held in memory so long
 * @param key at least 32 random bytes to encrypt with; null: files are not encrypted
 * @param clock time of use and the day that writes are counted for
 * @param freeSpace the file system's free space
 */
public record DiskOptions(
        long budgetBytes,
        long freeFloorBytes,
        long dailyWriteBytes,
        long writeQueueBytes,
        @Nullable SecretKey key,
        Clock clock,
        FreeSpace freeSpace) {
    /** On this machine's clock and file system. */
    public static DiskOptions of(
            long budgetBytes,
            long freeFloorBytes,
            long dailyWriteBytes,
            long writeQueueBytes,
            @Nullable SecretKey key) {
        return new DiskOptions(
                budgetBytes,
                freeFloorBytes,
                dailyWriteBytes,
                writeQueueBytes,
                key,
                Clock.systemDefaultZone(),
                folder -> Files.getFileStore(folder).getUsableSpace());
    }
}
