package dev.crema.mlx.kv.disk;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The tree of blocks on disk, and the order in which they go: what another key locks first, then leaves, those of side
 * requests before those of main ones, then the longest unused. A block never goes before its children. Not safe for threads:
 * the {@link Ledger} guards it.
 */
final class BlockIndex {
    private final Map<BlockKey, IndexedBlock> blocks = new HashMap<>();
    /** Blocks by the key before them, be it a block or a root. */
    private final Map<BlockKey, Set<IndexedBlock>> children = new HashMap<>();

    private final TreeSet<IndexedBlock> leaves =
            new TreeSet<>(Comparator.<IndexedBlock>comparingInt(block -> block.tags.main() ? 1 : 0)
                    .thenComparingLong(block -> block.lastUse)
                    .thenComparingLong(block -> block.serial));
    private final Deque<FileRef> locked = new ArrayDeque<>();
    private final Map<String, Long> bytesByProject = new HashMap<>();
    private final Map<String, Long> bytesByModel = new HashMap<>();
    private long serials;
    private long bytes;
    private long lockedBytes;

    /**
     * Takes what was found on disk.
     *
     * @return blocks that no chain leads to, not taken
     */
    List<IndexedBlock> load(Collection<IndexedBlock> found) {
        Map<BlockKey, List<IndexedBlock>> byParent = new HashMap<>();
        found.forEach(block -> byParent.computeIfAbsent(block.parent, key -> new ArrayList<>(1))
                .add(block));
        Deque<IndexedBlock> reachable = new ArrayDeque<>();
        found.stream().filter(IndexedBlock::beginsPrompt).forEach(reachable::add);
        while (!reachable.isEmpty()) {
            IndexedBlock block = reachable.remove();
            add(block);
            byParent.getOrDefault(block.key, List.of()).stream()
                    .filter(child -> child.root.equals(block.root))
                    .forEach(reachable::add);
        }
        return found.stream().filter(block -> get(block.key) != block).toList();
    }

    /** Takes files of another key, the longest unused first. */
    void loadLocked(List<FileRef> files) {
        locked.addAll(files);
        lockedBytes = files.stream().mapToLong(FileRef::bytes).sum();
    }

    /** Adds a block whose parent is known or a root. */
    void add(IndexedBlock block) {
        block.serial = ++serials;
        IndexedBlock parent = blocks.get(block.parent);
        if (parent != null) {
            leaves.remove(parent);
        }
        blocks.put(block.key, block);
        children.computeIfAbsent(block.parent, key -> new LinkedHashSet<>(2)).add(block);
        leaves.add(block);
        count(block, block.file.bytes());
    }

    @Nullable
    IndexedBlock get(BlockKey key) {
        return blocks.get(key);
    }

    void touch(IndexedBlock block, long now, boolean main) {
        boolean leaf = leaves.remove(block);
        block.lastUse = now;
        if (main && !block.tags.main()) {
            block.tags = block.tags.asMain();
        }
        if (leaf) {
            leaves.add(block);
        }
    }

    /**
     * Removes the least valuable file.
     *
     * @param spare a block that stays
     * @return null if nothing else is left
     */
    @Nullable
    FileRef evict(@Nullable BlockKey spare) {
        FileRef unreadable = locked.poll();
        if (unreadable != null) {
            lockedBytes -= unreadable.bytes();
            return unreadable;
        }
        for (IndexedBlock leaf : leaves) {
            if (!leaf.key.equals(spare)) {
                remove(leaf);
                return leaf.file;
            }
        }
        return null;
    }

    /** Removes a block and all that follow it. */
    List<FileRef> removeTree(IndexedBlock top) {
        List<IndexedBlock> order = new ArrayList<>(List.of(top));
        for (int i = 0; i < order.size(); i++) {
            order.addAll(children.getOrDefault(order.get(i).key, Set.of()));
        }
        order.reversed().forEach(this::remove);
        return order.stream().map(block -> block.file).toList();
    }

    /** Removes blocks that fit, all that follow them, and all that nobody here can read. */
    List<FileRef> removeAll(Predicate<BlockTags> which) {
        List<FileRef> removed = new ArrayList<>(locked);
        locked.clear();
        lockedBytes = 0;
        for (IndexedBlock block : List.copyOf(blocks.values())) {
            if (get(block.key) == block && which.test(block.tags)) {
                removed.addAll(removeTree(block));
            }
        }
        return removed;
    }

    /** All blocks of the prompts that begin at a root, parents before children. */
    List<DiskEntry> entries(BlockKey root) {
        List<DiskEntry> entries = new ArrayList<>();
        Deque<BlockKey> parents = new ArrayDeque<>(List.of(root));
        while (!parents.isEmpty()) {
            for (IndexedBlock block : children.getOrDefault(parents.remove(), Set.of())) {
                entries.add(block.entry());
                parents.add(block.key);
            }
        }
        return entries;
    }

    int blocks() {
        return blocks.size();
    }

    /** Size of all files, locked ones included. */
    long bytes() {
        return bytes + lockedBytes;
    }

    long lockedBytes() {
        return lockedBytes;
    }

    Map<String, Long> bytesByProject() {
        return Map.copyOf(bytesByProject);
    }

    Map<String, Long> bytesByModel() {
        return Map.copyOf(bytesByModel);
    }

    private void remove(IndexedBlock leaf) {
        blocks.remove(leaf.key);
        leaves.remove(leaf);
        Set<IndexedBlock> siblings = children.get(leaf.parent);
        if (siblings != null) {
            siblings.remove(leaf);
            if (siblings.isEmpty()) {
                children.remove(leaf.parent);
                IndexedBlock parent = blocks.get(leaf.parent);
                if (parent != null) {
                    leaves.add(parent);
                }
            }
        }
        count(leaf, -leaf.file.bytes());
    }

    private void count(IndexedBlock block, long change) {
        bytes += change;
        count(bytesByProject, block.tags.project(), change);
        count(bytesByModel, block.tags.modelIdentity(), change);
    }

    private static void count(Map<String, Long> sums, String name, long change) {
        sums.merge(name, change, (before, more) -> before + more == 0 ? null : before + more);
    }
}
