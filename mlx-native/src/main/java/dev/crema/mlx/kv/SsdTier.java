package dev.crema.mlx.kv;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.kv.disk.BlockKey;
import dev.crema.mlx.kv.disk.BlockTags;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.kv.disk.DiskEntry;
import dev.crema.mlx.kv.disk.KvPlane;
import dev.crema.mlx.kv.disk.StoredBlock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One model's part of the SSD: turns nodes of the tree into blocks of the store and back, and remembers which nodes are not
 * written yet. Engine thread only; reading happens on virtual threads, writing on the store's own.
 */
public final class SsdTier implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SsdTier.class);
    /** Copies per call, so that writing never holds up the next step for long. */
    private static final int PER_CALL = 4;

    private static final Duration LAST_WRITES = Duration.ofSeconds(4);

    private final DiskBlockStore store;
    private final BlockKey root;
    private final KvLayout layout;
    private final String identity;
    private final String name;
    private final ExecutorService readers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("crema-kv-reader-", 0).factory());
    private final Set<KvNode> dirty = new LinkedHashSet<>();
    private final Set<KvNode> dirtyTails = new LinkedHashSet<>();

    /**
     * @param store shared by all models; not closed with this
     * @param identity what the model's keys and values depend on, the chat template aside
     * @param name the model's display name
     */
    public SsdTier(DiskBlockStore store, KvLayout layout, int blockTokens, String identity, String name) {
        this.store = store;
        this.layout = layout;
        this.identity = identity;
        this.name = name;
        this.root = BlockKey.root(identity, layout.toString(), blockTokens);
    }

    BlockKey root() {
        return root;
    }

    List<DiskEntry> entries() {
        return store.entries(root);
    }

    boolean contains(BlockKey key) {
        return store.contains(key);
    }

    void touch(KvNode node) {
        store.touch(node.key(), node.main);
    }

    /** Notes that a node is to be written. */
    void dirty(KvNode node, boolean tail) {
        if (!store.contains(node.key())) {
            (tail ? dirtyTails : dirty).add(node);
        }
    }

    /** Notes that it is not. */
    void clean(KvNode node) {
        dirty.remove(node);
        dirtyTails.remove(node);
    }

    boolean anyDirty() {
        return !dirty.isEmpty() || !dirtyTails.isEmpty();
    }

    /**
     * Whether a node that is about to leave memory is on the SSD. One that is not written yet is, after those before it, if
     * there is room in the queue.
     */
    boolean rescue(KvNode node) {
        if (!dirty.contains(node) && !dirtyTails.contains(node)) {
            return node.main && store.contains(node.key());
        }
        Deque<KvNode> unwritten = new ArrayDeque<>();
        for (KvNode each = node; dirty.contains(each) || dirtyTails.contains(each); each = each.parent()) {
            unwritten.push(each);
        }
        for (KvNode each : unwritten) {
            clean(each);
            if (!write(each)) {
                return false;
            }
        }
        return true;
    }

    void writeBehind(boolean idle) {
        int left = writeSome(dirty, PER_CALL);
        if (idle) {
            writeSome(dirtyTails, left);
        }
    }

    private int writeSome(Set<KvNode> nodes, int most) {
        int left = most;
        for (Iterator<KvNode> all = nodes.iterator(); left > 0 && all.hasNext(); ) {
            KvNode node = all.next();
            if (!store.hasRoom(node.block().bytes())) {
                return 0;
            }
            all.remove();
            write(node);
            left--;
        }
        return left;
    }

    /** Queues a hot node's block; false if it is refused. */
    private boolean write(KvNode node) {
        if (store.contains(node.key())) {
            return true;
        }
        if (!store.hasRoom(node.block().bytes())) {
            return false;
        }
        List<KvPlane> planes = node.block().toHost().stream()
                .map(plane -> new KvPlane(
                        plane.name(),
                        plane.dtype().safetensorsName(),
                        Arrays.stream(plane.shape()).asLongStream().toArray(),
                        plane.data()))
                .toList();
        BlockTags tags = new BlockTags(identity, name, node.project, node.main);
        return store.offer(StoredBlock.of(root, node.parent().key(), node.tokens, tags, planes));
    }

    /** Reads a block; empty if it is not there, not whole, or not of this model's shape. */
    CompletableFuture<Optional<HostBlock>> read(KvNode node) {
        BlockKey key = node.key();
        int tokens = node.tokens.length;
        return CompletableFuture.supplyAsync(() -> host(store.read(key), tokens), readers)
                .exceptionally(e -> {
                    LOG.warn("A KV block could not be read; it is computed again", e);
                    return Optional.empty();
                });
    }

    private Optional<HostBlock> host(Optional<StoredBlock> read, int tokens) {
        return read.map(stored -> new HostBlock(stored.planes().stream()
                        .map(plane -> new HostPlane(
                                plane.name(),
                                DType.ofSafetensorsName(plane.dtype()),
                                Arrays.stream(plane.shape())
                                        .mapToInt(Math::toIntExact)
                                        .toArray(),
                                plane.data()))
                        .toList()))
                .filter(block -> fits(block, tokens));
    }

    private boolean fits(HostBlock block, int tokens) {
        List<KvLayout.Plane> expected = layout.planes();
        if (block.planes().size() != expected.size()) {
            return false;
        }
        for (int i = 0; i < expected.size(); i++) {
            KvLayout.Plane wanted = expected.get(i);
            HostPlane plane = block.planes().get(i);
            int[] shape = {layout.layers(), layout.kvHeads(), tokens, wanted.width()};
            if (!plane.name().equals(wanted.name())
                    || plane.dtype() != wanted.dtype()
                    || !Arrays.equals(plane.shape(), shape)) {
                return false;
            }
        }
        return true;
    }

    /** A block's arrays. */
    KvBlock block(HostBlock read) {
        return KvBlock.fromHost(read.planes());
    }

    /** Removes a block. */
    void remove(KvNode node) {
        clean(node);
        store.remove(node.key());
    }

    /** Forgets a project, or all of this model if null. */
    void wipe(@Nullable String project) {
        if (project == null) {
            store.wipeModel(identity);
        } else {
            store.wipeProject(project);
        }
    }

    /** Writes what is not written yet, for a few seconds at most. */
    @Override
    public void close() {
        long end = System.nanoTime() + LAST_WRITES.toNanos();
        while (anyDirty() && System.nanoTime() < end) {
            int before = dirty.size() + dirtyTails.size();
            writeBehind(true);
            boolean stuck = dirty.size() + dirtyTails.size() == before;
            if (stuck && store.flush(Duration.ofMillis(200)) && !store.hasRoom(1)) {
                break; // Nothing waits, and still nothing is taken.
            }
        }
        store.flush(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        readers.close();
    }
}
