package dev.crema.mlx.kv;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Brings the cold end of a chain of nodes back to memory, while the engine works for others: a few blocks are always being
 * read ahead, {@link #advance} takes in what has come. A block that memory has no room for is held loose until the sequence
 * that wants it has started. What cannot be read ends the chain. Engine thread only; the reads are on threads of their own.
 */
public final class Thaw implements AutoCloseable {
    /** A thaw of nothing, done from the start. */
    public static final Thaw NOTHING = new Thaw();

    /** Enough to keep an SSD busy; each holds one block in memory. */
    private static final int AHEAD = 4;

    private final @Nullable PrefixCache cache;
    private final @Nullable SsdTier ssd;
    private final List<KvNode> guarded;
    private final Deque<KvNode> unread;
    private final Deque<Reading> reading = new ArrayDeque<>();
    private final Map<KvNode, KvBlock> loose = new HashMap<>();

    private record Reading(KvNode node, CompletableFuture<Optional<HostBlock>> block) {}

    private Thaw() {
        this.cache = null;
        this.ssd = null;
        this.guarded = List.of();
        this.unread = new ArrayDeque<>();
    }

    /** Begins to read; the chain's hot nodes stay hot until this is closed. */
    Thaw(PrefixCache cache, SsdTier ssd, List<KvNode> chain) {
        this.cache = cache;
        this.ssd = ssd;
        this.guarded = List.copyOf(chain);
        guarded.forEach(cache::guard);
        this.unread =
                new ArrayDeque<>(chain.stream().filter(node -> !node.hot()).toList());
        readAhead();
    }

    private void readAhead() {
        while (ssd != null && reading.size() < AHEAD && !unread.isEmpty()) {
            KvNode next = unread.removeFirst();
            reading.addLast(new Reading(next, ssd.read(next)));
        }
    }

    /** Takes in what has been read; true when there is nothing more to come. */
    public boolean advance() {
        while (!reading.isEmpty() && reading.getFirst().block().isDone()) {
            Reading next = reading.removeFirst();
            take(next.node(), next.block().getNow(Optional.empty()));
            readAhead();
        }
        return reading.isEmpty();
    }

    /** Waits until the next block has been read, at most so long. */
    public void await(Duration most) throws InterruptedException {
        if (!reading.isEmpty()) {
            try {
                reading.getFirst().block().get(most.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException e) {
                return; // The next look at it tells.
            }
        }
    }

    private void take(KvNode node, Optional<HostBlock> read) {
        if (cache == null || ssd == null || node.hot()) {
            return;
        }
        if (!node.linked || read.isEmpty()) {
            stop(node);
            return;
        }
        KvBlock block = ssd.block(read.get());
        boolean parentHot = node.parent().isRoot() || node.parent().hot();
        if (parentHot && cache.room(block.bytes())) {
            cache.heat(node, block);
            node.thawed = true;
        } else {
            loose.put(node, block);
        }
    }

    private void stop(KvNode node) {
        unread.clear();
        reading.clear();
        if (cache != null && node.linked) {
            cache.prune(node);
        }
    }

    /** A block that found no room in memory; null if there is none for this node. */
    @Nullable
    KvBlock loose(KvNode node) {
        return loose.get(node);
    }

    @Override
    public void close() {
        unread.clear();
        reading.clear();
        loose.values().forEach(KvBlock::close);
        loose.clear();
        if (cache != null) {
            guarded.forEach(cache::unguard);
            cache.settle();
        }
    }
}
