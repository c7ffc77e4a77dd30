package dev.crema.mlx.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Keys and values of prompts seen before, cut into blocks and kept in a tree: a node is a run of tokens after its parent's.
 * Conversations that begin alike share nodes. A lookup follows whole nodes and ends inside one where the texts part, so
 * reuse is exact to the token. Only the end of a sequence makes a node shorter than a block.
 *
 * <p>Under the byte budget the least valuable leaf goes first: side requests before main ones, then the longest unused.
 * Ancestors of a kept node are always kept. Engine thread only.
 */
public final class PrefixCache implements AutoCloseable {
    private final int blockTokens;
    private final long budgetBytes;
    private final Node root = new Node(null, new int[0], null);
    private final TreeSet<Node> leaves = new TreeSet<>(Comparator.comparingInt((Node node) -> node.main ? 1 : 0)
            .thenComparingLong(node -> node.lastUse)
            .thenComparingLong(node -> node.serial));
    private long clock;
    private long bytes;
    private int blocks;
    private long evicted;

    /**
     * @param blockTokens tokens per block
     * @param budgetBytes upper bound for all blocks together
     */
    public PrefixCache(int blockTokens, long budgetBytes) {
        this.blockTokens = blockTokens;
        this.budgetBytes = budgetBytes;
    }

    /**
     * What a prompt can start from.
     *
     * @param blocks a chain from the first token; the last one may be used in part
     * @param tokens how many tokens of it match
     */
    public record Match(List<KvBlock> blocks, int tokens) {}

    /** The longest chain that matches {@code tokens[0, limit)}; marks it used. The blocks stay the cache's own. */
    public Match lookup(int[] tokens, int limit, boolean main) {
        List<KvBlock> chain = new ArrayList<>();
        Node node = root;
        int matched = 0;
        while (matched < limit) {
            Node child = node.closest(tokens, matched, limit);
            int common = child == null ? 0 : child.common(tokens, matched, limit);
            if (child == null || common == 0) {
                break;
            }
            touch(child, main);
            chain.add(child.block());
            matched += common;
            node = child;
            if (common < child.tokens.length) {
                break;
            }
        }
        return new Match(chain, matched);
    }

    /** How many tokens of {@code tokens[0, limit)} a lookup would match; marks nothing. */
    public int peek(int[] tokens, int limit) {
        Node node = root;
        int matched = 0;
        while (matched < limit) {
            Node child = node.closest(tokens, matched, limit);
            int common = child == null ? 0 : child.common(tokens, matched, limit);
            matched += common;
            if (child == null || common < child.tokens.length) {
                break;
            }
            node = child;
        }
        return matched;
    }

    /**
     * Keeps the tokens {@code [0, length)} that a sequence has in its cache. Whole blocks are copied if they are not known;
     * the rest, shorter than a block, only if {@code tail}.
     *
     * @return tokens of the sequence that are in the cache afterwards
     */
    public int store(int[] tokens, int length, KvCache sequence, boolean tail, boolean main) {
        Node node = root;
        int at = 0;
        while (at < length) {
            int end = Math.min(at + blockTokens, length);
            if (end - at < blockTokens && !tail) {
                break;
            }
            int[] run = Arrays.copyOfRange(tokens, at, end);
            Node known = node.containing(run);
            if (known == null) {
                known = add(node, run, sequence.copy(at, end), main);
            } else {
                touch(known, main);
            }
            at = end;
            node = known;
        }
        evict(node);
        return at;
    }

    private Node add(Node parent, int[] run, KvBlock block, boolean main) {
        Node shorter = parent.begunBy(run);
        if (shorter != null) {
            remove(shorter);
        }
        leaves.remove(parent);
        Node node = new Node(parent, run, block);
        node.serial = ++clock;
        node.main = main;
        node.lastUse = clock;
        parent.children.computeIfAbsent(run[0], first -> new ArrayList<>(1)).add(node);
        leaves.add(node);
        bytes += block.bytes();
        blocks++;
        return node;
    }

    private void touch(Node node, boolean main) {
        boolean leaf = leaves.remove(node);
        node.lastUse = ++clock;
        node.main |= main;
        if (leaf) {
            leaves.add(node);
        }
    }

    private void evict(Node newest) {
        while (bytes > budgetBytes && !leaves.isEmpty()) {
            Node victim = leaves.first();
            if (victim == newest && leaves.size() > 1) {
                victim = leaves.higher(victim);
            }
            if (victim == null) {
                return;
            }
            remove(victim);
            evicted++;
        }
    }

    private void remove(Node leaf) {
        leaves.remove(leaf);
        bytes -= leaf.block().bytes();
        blocks--;
        leaf.block().close();
        Node parent = leaf.parent();
        List<Node> siblings = parent.children.get(leaf.tokens[0]);
        if (siblings != null) {
            siblings.remove(leaf);
            if (siblings.isEmpty()) {
                parent.children.remove(leaf.tokens[0]);
            }
        }
        if (parent != root && parent.children.isEmpty()) {
            leaves.add(parent);
        }
    }

    /** Bytes of all blocks. */
    public long bytes() {
        return bytes;
    }

    /** Upper bound of {@link #bytes}. */
    public long budgetBytes() {
        return budgetBytes;
    }

    /** Number of blocks. */
    public int blocks() {
        return blocks;
    }

    /** Blocks evicted so far. */
    public long evicted() {
        return evicted;
    }

    /** Frees everything. */
    public void clear() {
        while (!leaves.isEmpty()) {
            remove(leaves.first());
        }
    }

    @Override
    public void close() {
        clear();
    }

    /** A run of tokens after its parent's, with its keys and values. */
    private static final class Node {
        private final @Nullable Node parent;
        private final int[] tokens;
        private final @Nullable KvBlock block;
        private final Map<Integer, List<Node>> children = new HashMap<>(2);
        private long serial;
        private long lastUse;
        private boolean main;

        Node(@Nullable Node parent, int[] tokens, @Nullable KvBlock block) {
            this.parent = parent;
            this.tokens = tokens;
            this.block = block;
        }

        Node parent() {
            return java.util.Objects.requireNonNull(parent, "the root has no parent");
        }

        KvBlock block() {
            return java.util.Objects.requireNonNull(block, "the root has no block");
        }

        private List<Node> startingWith(int token) {
            return children.getOrDefault(token, List.of());
        }

        /** The child that shares most tokens with the sequence from {@code at} on. */
        @Nullable
        Node closest(int[] sequence, int at, int limit) {
            Node best = null;
            int most = 0;
            for (Node child : startingWith(sequence[at])) {
                int common = child.common(sequence, at, limit);
                if (common > most) {
                    best = child;
                    most = common;
                }
            }
            return best;
        }

        int common(int[] sequence, int at, int limit) {
            int end = Math.min(tokens.length, limit - at);
            int mismatch = Arrays.mismatch(tokens, 0, end, sequence, at, at + end);
            return mismatch < 0 ? end : mismatch;
        }

        /** The child that holds at least this run. */
        @Nullable
        Node containing(int[] run) {
            for (Node child : startingWith(run[0])) {
                if (child.common(run, 0, run.length) == run.length) {
                    return child;
                }
            }
            return null;
        }

        /** A child whose tokens are a proper beginning of this run, which the run therefore replaces. */
        @Nullable
        Node begunBy(int[] run) {
            for (Node child : startingWith(run[0])) {
                if (child.tokens.length < run.length
                        && child.children.isEmpty()
                        && child.common(run, 0, run.length) == child.tokens.length) {
                    return child;
                }
            }
            return null;
        }
    }
}
