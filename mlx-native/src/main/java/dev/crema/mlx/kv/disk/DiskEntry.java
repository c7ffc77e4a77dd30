package dev.crema.mlx.kv.disk;

import java.time.Instant;

/**
 * A block on disk, known without reading its keys and values.
 *
 * @param parent the block before, or the root
 * @param tokens its tokens; must not be changed
 * @param bytes size of its file
 * @param lastUse when it was last written or touched, to the minute
 */
public record DiskEntry(BlockKey key, BlockKey parent, int[] tokens, BlockTags tags, long bytes, Instant lastUse) {}
