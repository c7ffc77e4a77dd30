package dev.crema.mlx.kv;

import dev.crema.mlx.kv.disk.BlockKey;
import dev.crema.mlx.kv.disk.DiskEntry;
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
 * <p>Under the byte budget the least valuable leaf leaves memory first: side requests before main ones, those before the
 * pinned heads of sessions, then the longest unused. With an {@link SsdTier} blocks are written there behind the work, and a
 * node that left memory stays in the tree as long as the SSD has it. Ancestors of a hot node are always hot. Memory never
 * exceeds the budget: what finds no room is not kept. Engine thread only.
 */
public final class PrefixCache implements AutoCloseable {
    private final int blockTokens;
    private long budgetBytes;
    private final @Nullable SsdTier ssd;
    private final Pins pins;
    private final KvNode root;
    private final TreeSet<KvNode> evictable = new TreeSet<>(Comparator.comparingInt(PrefixCache::rank)
            .thenComparingLong(node -> node.lastUse)
            .thenComparingLong(node -> node.serial));
    private long pressureLimit = Long.MAX_VALUE;
    private long limitBytes;
    private long clock;
    private long bytes;
    private int blocks;
    private long evicted;

    /**
     * In memory only.
     *
     * @param blockTokens tokens per block
     * @param budgetBytes upper bound for all blocks together
     */
    public PrefixCache(int blockTokens, long budgetBytes) {
        this(blockTokens, budgetBytes, null);
    }

    /** In memory, and on the SSD what that tier holds already and what it takes. */
    public PrefixCache(int blockTokens, long budgetBytes, @Nullable SsdTier ssd) {
        this.blockTokens = blockTokens;
        this.budgetBytes = budgetBytes;
        this.limitBytes = budgetBytes;
        this.ssd = ssd;
        this.pins = new Pins(this::repin);
        this.root = KvNode.root(ssd == null ? BlockKey.root("", "", blockTokens) : ssd.root());
        if (ssd != null) {
            plant(ssd.entries());
        }
    }

    /** Nodes for what an earlier run left on the SSD, parents first. */
    private void plant(List<DiskEntry> entries) {
        Map<BlockKey, KvNode> planted = new HashMap<>();
        planted.put(root.key(), root);
        for (DiskEntry entry : entries) {
            KvNode parent = planted.get(entry.parent());
            if (parent != null) {
                KvNode node = KvNode.below(parent, entry.tokens());
                node.main = entry.tags().main();
                node.project = entry.tags().project();
                planted.put(entry.key(), node);
            }
        }
    }

    /**
     * Whom a sequence's blocks belong to.
     *
     * @param main whether they outlive those of side requests, and are written to the SSD
     * @param project what they are about; empty when unknown
     */
    public record Owner(boolean main, String project) {}

    /**
     * What a prompt can start from.
     *
     * @param blocks a chain from the first token; the last one may be used in part
     * @param tokens how many tokens of it match
     * @param fromSsd how many of those were read from the SSD for this
     */
    public record Match(List<KvBlock> blocks, int tokens, int fromSsd) {}

    /** The longest hot chain that matches {@code tokens[0, limit)}; marks it used. The blocks stay the cache's own. */
    public Match lookup(int[] tokens, int limit, boolean main) {
        return lookup(tokens, limit, main, Thaw.NOTHING);
    }

    /** The same with the blocks that a thaw has read, as far as it came. */
    public Match lookup(int[] tokens, int limit, boolean main, Thaw thaw) {
        List<KvBlock> chain = new ArrayList<>();
        KvNode node = root;
        int matched = 0;
        int fromSsd = 0;
        while (matched < limit) {
            KvNode child = node.closest(tokens, matched, limit);
            KvBlock block = child == null ? null : child.hot() ? child.block() : thaw.loose(child);
            if (child == null || block == null) {
                break;
            }
            int common = child.common(tokens, matched, limit);
            if (child.thawed || !child.hot()) {
                fromSsd += common;
                child.thawed = false;
            }
            touch(child, main);
            chain.add(block);
            matched += common;
            node = child;
            if (common < child.tokens.length) {
                break;
            }
        }
        return new Match(chain, matched, fromSsd);
    }

    /** Begins to read what the SSD has of {@code tokens[0, limit)} and memory has not. To be closed. */
    public Thaw thaw(int[] tokens, int limit) {
        if (ssd == null) {
            return Thaw.NOTHING;
        }
        List<KvNode> chain = chain(tokens, limit);
        return chain.isEmpty() || chain.getLast().hot() ? Thaw.NOTHING : new Thaw(this, ssd, chain);
    }

    /** How many tokens of {@code tokens[0, limit)} are in memory or on the SSD; marks nothing. */
    public int peek(int[] tokens, int limit) {
        int matched = 0;
        for (KvNode node : chain(tokens, limit)) {
            matched += node.common(tokens, matched, limit);
        }
        return matched;
    }

    /** The longest chain that matches, hot or cold; of the last node a part may. */
    private List<KvNode> chain(int[] tokens, int limit) {
        List<KvNode> chain = new ArrayList<>();
        KvNode node = root;
        int matched = 0;
        while (matched < limit) {
            KvNode child = node.closest(tokens, matched, limit);
            if (child == null || gone(child)) {
                break;
            }
            int common = child.common(tokens, matched, limit);
            chain.add(child);
            matched += common;
            node = child;
            if (common < child.tokens.length) {
                break;
            }
        }
        return chain;
    }

    /** Whether the SSD has lost a cold node meanwhile; then it and all below it leave the tree. */
    private boolean gone(KvNode node) {
        if (node.hot() || ssd != null && ssd.contains(node.key())) {
            return false;
        }
        prune(node);
        return true;
    }

    /**
     * Keeps the tokens {@code [0, length)} that a sequence has in its cache. Whole blocks are copied if they are not known;
     * the rest, shorter than a block, only if {@code tail}.
     *
     * @return tokens of the sequence that are in memory afterwards
     */
    public int store(int[] tokens, int length, KvCache sequence, boolean tail, Owner owner) {
        KvNode node = root;
        int at = 0;
        while (at < length) {
            int end = Math.min(at + blockTokens, length);
            if (end - at < blockTokens && !tail) {
                break;
            }
            int[] run = Arrays.copyOfRange(tokens, at, end);
            KvNode known = node.containing(run);
            if (known != null && known.hot()) {
                touch(known, owner.main());
                // It may have been a side request's so far, or the SSD may have refused it.
                noteUnwritten(known);
            } else {
                known = remember(node, known, run, sequence, at, owner);
            }
            if (known == null) {
                break;
            }
            at = end;
            guard(known);
            node = known;
        }
        for (KvNode kept = node; !kept.isRoot(); kept = kept.parent()) {
            unguard(kept);
        }
        return at;
    }

    /** Copies a run into a node, a cold one if there is one; null if there is no room. */
    private @Nullable KvNode remember(
            KvNode parent, @Nullable KvNode cold, int[] run, KvCache sequence, int at, Owner owner) {
        int[] tokens = cold == null ? run : cold.tokens;
        if (tokens.length > run.length || !room(sequence.bytesPerToken() * tokens.length)) {
            // A cold node that goes on after this run stays as it is; the next turn brings the rest.
            return null;
        }
        KvNode node = cold;
        if (node == null) {
            KvNode shorter = parent.begunBy(run);
            if (shorter != null) {
                replace(shorter);
            }
            node = KvNode.below(parent, run);
            node.serial = ++clock;
            node.project = owner.project();
        }
        node.main |= owner.main();
        heat(node, sequence.copy(at, at + run.length));
        noteUnwritten(node);
        return node;
    }

    private void noteUnwritten(KvNode node) {
        if (ssd != null && node.main) {
            ssd.dirty(node, node.tokens.length < blockTokens);
        }
    }

    /** Makes a cold or new node hot. The caller has made room. */
    void heat(KvNode node, KvBlock block) {
        node.block = block;
        node.lastUse = ++clock;
        bytes += block.bytes();
        blocks++;
        if (!node.parent().isRoot()) {
            evictable.remove(node.parent());
        }
        node.parent().hotChildren++;
        offer(node);
    }

    /** Frees a node's memory; it stays in the tree. */
    private void cool(KvNode node) {
        evictable.remove(node);
        KvBlock block = node.block();
        bytes -= block.bytes();
        blocks--;
        block.close();
        node.block = null;
        node.parent().hotChildren--;
        offer(node.parent());
    }

    /** Lets a node be evicted if nothing speaks against it. */
    private void offer(KvNode node) {
        if (!node.isRoot() && node.hot() && node.hotChildren == 0 && node.guards == 0) {
            evictable.add(node);
        }
    }

    void guard(KvNode node) {
        node.guards++;
        evictable.remove(node);
    }

    void unguard(KvNode node) {
        node.guards--;
        offer(node);
    }

    private void repin(KvNode node, int change) {
        evictable.remove(node);
        node.pins += change;
        offer(node);
    }

    private void touch(KvNode node, boolean main) {
        boolean listed = evictable.remove(node);
        node.lastUse = ++clock;
        node.main |= main;
        if (listed) {
            evictable.add(node);
        }
        if (ssd != null && node.main) {
            ssd.touch(node);
        }
    }

    /** Evicts until so many bytes fit; false if they cannot. */
    boolean room(long wanted) {
        if (wanted > limitBytes) {
            return false;
        }
        while (bytes + wanted > limitBytes) {
            if (evictable.isEmpty()) {
                return false;
            }
            evict(evictable.first());
        }
        return true;
    }

    private void evict(KvNode victim) {
        evicted++;
        boolean onSsd = ssd != null && ssd.rescue(victim);
        cool(victim);
        if (!onSsd) {
            prune(victim);
        }
    }

    /** A tail that a longer run makes superfluous. */
    private void replace(KvNode shorter) {
        if (ssd != null) {
            ssd.remove(shorter);
        }
        if (shorter.hot()) {
            cool(shorter);
        }
        prune(shorter);
    }

    /** Takes a node and everything below it out of the tree. None of them is in use. */
    void prune(KvNode node) {
        for (List<KvNode> siblings : List.copyOf(node.children.values())) {
            List.copyOf(siblings).forEach(this::prune);
        }
        if (node.hot()) {
            cool(node);
        }
        evictable.remove(node);
        if (ssd != null) {
            ssd.clean(node);
        }
        node.unlink();
    }

    /**
     * Protects the head of a session's prompt until the session has been quiet for an hour: it leaves memory last. At most
     * half of the budget is pinned.
     *
     * @param session its id; empty when unknown, then every head counts for itself
     * @param headTokens tokens of system prompt and tools
     */
    public void pin(String session, int[] tokens, int headTokens) {
        List<KvNode> head =
                chain(tokens, headTokens).stream().takeWhile(KvNode::hot).toList();
        if (!head.isEmpty()) {
            pins.pin(session.isEmpty() ? head.getLast().key().hex() : session, head, limitBytes / 2);
        }
    }

    /** Writes to the SSD what is new, as much as its queue takes; the ends of sequences only if there is nothing else to do. */
    public void writeBehind(boolean idle) {
        if (ssd != null) {
            ssd.writeBehind(idle);
        }
    }

    /** Whether something waits to be written to the SSD. */
    public boolean dirty() {
        return ssd != null && ssd.anyDirty();
    }

    /** Lets blocks have at most so many bytes, or the whole budget if that is less. Shrinks at once. */
    public void limit(long limit) {
        pressureLimit = Math.max(0, limit);
        shrink();
    }

    /** Changes the budget; a {@link #limit} below it stays. Shrinks at once. */
    public void budget(long newBudget) {
        budgetBytes = Math.max(0, newBudget);
        shrink();
    }

    private void shrink() {
        limitBytes = Math.min(pressureLimit, budgetBytes);
        settle();
    }

    /** Evicts what a guard kept in memory when the limit fell. */
    void settle() {
        room(0);
    }

    private static int rank(KvNode node) {
        return node.pins > 0 ? 2 : node.main ? 1 : 0;
    }

    /** Bytes of all blocks in memory. */
    public long bytes() {
        return bytes;
    }

    /** Upper bound of {@link #bytes}. */
    public long budgetBytes() {
        return budgetBytes;
    }

    /** Number of blocks in memory. */
    public int blocks() {
        return blocks;
    }

    /** Number of blocks pinned for a session. */
    public int pinned() {
        return pins.blocks();
    }

    /** Blocks that had to leave memory so far. */
    public long evicted() {
        return evicted;
    }

    /** Frees all memory. What is on the SSD stays in the tree. */
    public void clear() {
        while (!evictable.isEmpty()) {
            evict(evictable.first());
        }
    }

    /** Forgets a project, in memory and on the SSD; all of it if null. */
    public void forget(@Nullable String project) {
        if (ssd != null) {
            ssd.wipe(project);
        }
        forgetBelow(root, project);
    }

    private void forgetBelow(KvNode node, @Nullable String project) {
        for (List<KvNode> siblings : List.copyOf(node.children.values())) {
            for (KvNode child : List.copyOf(siblings)) {
                if (child.guards == 0 && (project == null || child.project.equals(project))) {
                    prune(child);
                } else {
                    forgetBelow(child, project);
                }
            }
        }
    }

    @Override
    public void close() {
        if (ssd != null) {
            ssd.close();
        }
        while (!evictable.isEmpty()) {
            cool(evictable.first());
        }
    }
}
