package dev.crema.mlx.kv.disk;

import java.util.List;

/**
 * A run of tokens with its keys and values, as host bytes.
 *
 * @param key {@code parent.child(tokens)}
 * @param root the key before the conversation's first token
 * @param parent the key of the block before; the root for the first one
 * @param tokens the block's tokens; must not change any more
 * @param planes its tensors, by distinct names
 */
public record StoredBlock(
        BlockKey key, BlockKey root, BlockKey parent, int[] tokens, BlockTags tags, List<KvPlane> planes) {
    /** @throws IllegalArgumentException if the key does not belong to parent and tokens, or two planes share a name */
    public StoredBlock {
        planes = List.copyOf(planes);
        if (tokens.length == 0) {
            throw new IllegalArgumentException("a block without tokens");
        }
        if (!parent.child(tokens).equals(key)) {
            throw new IllegalArgumentException("the key " + key + " does not belong to the block's parent and tokens");
        }
        if (planes.stream().map(KvPlane::name).distinct().count() != planes.size()) {
            throw new IllegalArgumentException("two planes of a block share a name");
        }
    }

    /** A block after {@code parent}; the key follows from it. */
    public static StoredBlock of(BlockKey root, BlockKey parent, int[] tokens, BlockTags tags, List<KvPlane> planes) {
        return new StoredBlock(parent.child(tokens), root, parent, tokens, tags, planes);
    }

    /** Bytes of all planes. */
    public long bytes() {
        long sum = 0;
        for (KvPlane plane : planes) {
            sum += plane.data().limit();
        }
        return sum;
    }
}
