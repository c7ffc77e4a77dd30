package dev.crema.mlx.kv.disk;

import java.time.Instant;

/** A block on disk, in memory: all but its data. Confined to the {@link Ledger}'s monitor; the final fields may be read anywhere. */
final class IndexedBlock {
    final BlockKey key;
    final BlockKey root;
    final BlockKey parent;
    final int[] tokens;
    final FileRef file;
    BlockTags tags;
    /** Milliseconds since 1970, as the file remembers it. */
    long savedUse;
    /** As {@code savedUse}, but now. */
    long lastUse;
    /** Tells blocks of the same age apart. */
    long serial;

    IndexedBlock(BlockHeader header, FileRef file, long lastUse) {
        this.key = header.key();
        this.root = header.root();
        this.parent = header.parent();
        this.tokens = header.tokens();
        this.tags = header.tags();
        this.file = file;
        this.lastUse = lastUse;
        this.savedUse = lastUse;
    }

    boolean beginsPrompt() {
        return parent.equals(root);
    }

    DiskEntry entry() {
        return new DiskEntry(key, parent, tokens, tags, file.bytes(), Instant.ofEpochMilli(lastUse));
    }
}
