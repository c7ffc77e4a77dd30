package dev.crema.mlx.kv;

import dev.crema.mlx.kv.disk.BlockKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A run of tokens after its parent's, in the tree of {@link PrefixCache}. It is hot while its keys and values are in memory,
 * else cold: then they are on the SSD. Engine thread only.
 */
final class KvNode {
    private final @Nullable KvNode parent;
    final int[] tokens;
    final Map<Integer, List<KvNode>> children = new HashMap<>(2);
    private @Nullable BlockKey key;

    @Nullable
    KvBlock block;

    /** Children with a block. */
    int hotChildren;
    /** Sequences that are about to start from here: not to be evicted before they do. */
    int guards;
    /** Sessions whose head this is part of. */
    int pins;

    long serial;
    long lastUse;
    boolean main;
    String project = "";
    /** Read from the SSD and not used since. */
    boolean thawed;
    /** Whether it is part of the tree. */
    boolean linked = true;

    private KvNode(@Nullable KvNode parent, int[] tokens, @Nullable BlockKey key) {
        this.parent = parent;
        this.tokens = tokens;
        this.key = key;
    }

    static KvNode root(BlockKey key) {
        return new KvNode(null, new int[0], key);
    }

    /** A new child, linked. */
    static KvNode below(KvNode parent, int[] tokens) {
        KvNode node = new KvNode(parent, tokens, null);
        parent.children.computeIfAbsent(tokens[0], first -> new ArrayList<>(1)).add(node);
        return node;
    }

    boolean isRoot() {
        return parent == null;
    }

    KvNode parent() {
        return Objects.requireNonNull(parent, "the root has no parent");
    }

    /** Names the run and all before it. Computed when first needed: without an SSD nobody asks. */
    BlockKey key() {
        if (key == null) {
            key = parent().key().child(tokens);
        }
        return key;
    }

    boolean hot() {
        return block != null;
    }

    KvBlock block() {
        return Objects.requireNonNull(block, "the node is cold");
    }

    /** Takes it out of the tree; it has no block any more. */
    void unlink() {
        linked = false;
        List<KvNode> siblings = parent().children.get(tokens[0]);
        if (siblings != null && siblings.remove(this) && siblings.isEmpty()) {
            parent().children.remove(tokens[0]);
        }
    }

    private List<KvNode> startingWith(int token) {
        return children.getOrDefault(token, List.of());
    }

    /** The child that shares most tokens with the sequence from {@code at} on; null if none shares any. */
    @Nullable
    KvNode closest(int[] sequence, int at, int limit) {
        KvNode best = null;
        int most = 0;
        for (KvNode child : startingWith(sequence[at])) {
            int common = child.common(sequence, at, limit);
            if (common > most) {
                best = child;
                most = common;
            }
        }
        return best;
    }

    /** How many of this run's tokens the sequence has from {@code at} on. */
    int common(int[] sequence, int at, int limit) {
        int end = Math.min(tokens.length, limit - at);
        int mismatch = Arrays.mismatch(tokens, 0, end, sequence, at, at + end);
        return mismatch < 0 ? end : mismatch;
    }

    /** The child that holds at least this run. */
    @Nullable
    KvNode containing(int[] run) {
        for (KvNode child : startingWith(run[0])) {
            if (child.common(run, 0, run.length) == run.length) {
                return child;
            }
        }
        return null;
    }

    /** A childless child whose tokens are a proper beginning of this run, which the run therefore replaces. */
    @Nullable
    KvNode begunBy(int[] run) {
        for (KvNode child : startingWith(run[0])) {
            if (child.tokens.length < run.length
                    && child.children.isEmpty()
                    && child.common(run, 0, run.length) == child.tokens.length) {
                return child;
            }
        }
        return null;
    }
}
