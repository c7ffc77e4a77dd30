package dev.crema.mlx.kv.disk;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The place where threads meet: what is on disk, what waits to be written, what is to be deleted. Its methods hold its monitor
 * for memory operations only; files are touched by the writer, which asks here for its next work.
 */
final class Ledger {
    private static final long TOUCH_MILLIS = 60_000;
    private static final long PAUSE_MILLIS = 10_000;

    private final DiskOptions options;
    private final BlockIndex index = new BlockIndex();
    /** Blocks in the order they came; the first one may be in the writer's hands. */
    private final LinkedHashMap<BlockKey, StoredBlock> queue = new LinkedHashMap<>();

    private final Deque<FileRef> doomed = new ArrayDeque<>();
    /** Files that could not be deleted; tried again from time to time. */
    private final List<FileRef> stuck = new ArrayList<>();

    private final List<Work.Use> uses = new ArrayList<>();
    private final EnumMap<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long budget;
    private long queueBytes;
    /** Bytes of files that are in no index but may be on disk. */
    private long doomedBytes;

    private long writingBytes;
    private boolean working;
    private boolean deleting;
    private boolean closed;
    private long closeNanos;
    private long pausedUntil = Long.MIN_VALUE;
    private Refusal pausedFor = Refusal.FAILED;
    private String pauseReason = "";
    private long reads;
    private long readBytes;
    private long writes;
    private long writtenBytes;
    private long corrupt;
    private long evicted;

    /** What the writer is to do next. */
    sealed interface Work {
        /** Delete what {@link #takeDoomed} gives. */
        record Delete() implements Work {}

        /** Remember times of use. */
        record Remember(List<Use> uses) implements Work {}

        /** Write a block, if it still fits. */
        record Write(StoredBlock block) implements Work {}

        /** Nothing came for a while. */
        record Upkeep() implements Work {}

        /** End. */
        record Stop() implements Work {}

        /** When a file was used. */
        record Use(String fileName, long millis) {}
    }

    /** Where a block is: waiting in memory, or on disk. */
    sealed interface Place {
        /** Not written yet. */
        record Queued(StoredBlock block) implements Place {}

        /** In a file. */
        record OnDisk(IndexedBlock block) implements Place {}
    }

    Ledger(DiskOptions options) {
        this.options = options;
        this.budget = options.budgetBytes();
    }

    /** Takes what the folder holds; what does not fit the budget or the tree is doomed. */
    synchronized void load(FolderScan scan) {
        index.loadLocked(scan.locked());
        index.load(scan.blocks()).forEach(orphan -> doom(orphan.file));
        scan.rejected().forEach(this::doom);
        corrupt += scan.damaged();
        evictDownTo(budget, null);
    }

    /** Null if the block was queued or is here already. */
    synchronized @Nullable Refusal offer(StoredBlock block, long writtenToday) {
        if (!closed && knows(block.key())) {
            return null;
        }
        Refusal refusal = limit(block.bytes(), writtenToday);
        if (refusal == null && !reachable(block) && !queue.containsKey(block.parent())) {
            refusal = Refusal.NO_PARENT;
        }
        if (refusal != null) {
            refuse(refusal, 1);
            return refusal;
        }
        queue.put(block.key(), block);
        queueBytes += block.bytes();
        notifyAll();
        return null;
    }

    /** Why a block of that size could not be queued now; null if it could. */
    synchronized @Nullable Refusal limit(long bytes, long writtenToday) {
        if (closed) {
            return Refusal.UNAVAILABLE;
        }
        if (options.clock().millis() < pausedUntil) {
            return pausedFor;
        }
        if (bytes > budget) {
            return Refusal.NO_ROOM;
        }
        if (bytes > options.writeQueueBytes() - queueBytes) {
            return Refusal.QUEUE_FULL;
        }
        return bytes > options.dailyWriteBytes() - writtenToday - queueBytes ? Refusal.DAILY_CAP : null;
    }

    synchronized boolean contains(BlockKey key) {
        return !closed && knows(key);
    }

    private boolean knows(BlockKey key) {
        return queue.containsKey(key) || index.get(key) != null;
    }

    /** Whether the block's parent is on disk, or it has none. */
    private boolean reachable(StoredBlock block) {
        if (block.parent().equals(block.root())) {
            return true;
        }
        IndexedBlock parent = index.get(block.parent());
        return parent != null && parent.root.equals(block.root());
    }

    synchronized @Nullable Place find(BlockKey key) {
        if (closed) {
            return null;
        }
        StoredBlock queued = queue.get(key);
        if (queued != null) {
            return new Place.Queued(queued);
        }
        IndexedBlock block = index.get(key);
        return block == null ? null : new Place.OnDisk(block);
    }

    synchronized List<DiskEntry> entries(BlockKey root) {
        return closed ? List.of() : index.entries(root);
    }

    synchronized void touch(BlockKey key, boolean main) {
        IndexedBlock block = index.get(key);
        if (block == null || closed) {
            return;
        }
        long now = options.clock().millis();
        index.touch(block, now, main);
        if (now - block.savedUse >= TOUCH_MILLIS) {
            block.savedUse = now;
            uses.add(new Work.Use(block.file.name(), now));
            notifyAll();
        }
    }

    /** Forgets a block that turned out to be damaged, and all that follow it. False if it was not here any more. */
    synchronized boolean discard(IndexedBlock block) {
        if (index.get(block.key) != block) {
            return false;
        }
        index.removeTree(block).forEach(this::doom);
        corrupt++;
        return true;
    }

    /** Forgets a block, and all that follow it. */
    synchronized void remove(BlockKey key) {
        StoredBlock waiting = queue.get(key);
        if (waiting != null) {
            unqueue(waiting);
        }
        IndexedBlock block = index.get(key);
        if (block != null) {
            index.removeTree(block).forEach(this::doom);
        }
    }

    /** Forgets blocks and what follows them, on disk and in the queue; returns how many. */
    synchronized int wipe(Predicate<BlockTags> which) {
        List<FileRef> files = index.removeAll(which);
        files.forEach(this::doom);
        List<StoredBlock> waiting = queue.values().stream()
                .filter(block -> which.test(block.tags()))
                .toList();
        waiting.forEach(this::unqueue);
        return files.size() + waiting.size();
    }

    synchronized void budget(long bytes) {
        budget = bytes;
        evictDownTo(budget, null);
    }

    /** Waits until doomed files are gone, or could not be deleted. False if it took too long. */
    synchronized boolean awaitDeletions(Duration limit) throws InterruptedException {
        return await(limit, () -> doomed.isEmpty() && !deleting);
    }

    /** Waits until there is nothing to do. False if it took too long. */
    synchronized boolean awaitIdle(Duration limit) throws InterruptedException {
        return await(limit, () -> !working && ready() == null);
    }

    private boolean await(Duration limit, BooleanSupplier done) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!done.getAsBoolean()) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    /** No more blocks; the writer stops when it has written the queue or the time is over. */
    synchronized void close(Duration limit) {
        if (!closed) {
            closed = true;
            closeNanos = System.nanoTime() + limit.toNanos();
            notifyAll();
        }
    }

    // What follows is for the writer alone.

    /** Waits for work; upkeep if none comes within the time. */
    synchronized Work next(Duration idle) throws InterruptedException {
        working = false;
        notifyAll();
        await(idle, () -> ready() != null);
        Work work = ready();
        working = true;
        if (work == null) {
            stuck.forEach(doomed::add);
            stuck.clear();
            return new Work.Upkeep();
        }
        if (work instanceof Work.Remember) {
            uses.clear();
        }
        return work;
    }

    private @Nullable Work ready() {
        if (!doomed.isEmpty()) {
            return new Work.Delete();
        }
        if (!uses.isEmpty()) {
            return new Work.Remember(List.copyOf(uses));
        }
        if (closed && (queue.isEmpty() || System.nanoTime() - closeNanos > 0)) {
            return new Work.Stop();
        }
        return queue.isEmpty() ? null : new Work.Write(queue.firstEntry().getValue());
    }

    synchronized List<FileRef> takeDoomed() {
        List<FileRef> files = List.copyOf(doomed);
        doomed.clear();
        deleting = true;
        return files;
    }

    synchronized void deleted(List<FileRef> gone, List<FileRef> left) {
        gone.forEach(file -> doomedBytes -= file.bytes());
        stuck.addAll(left);
        deleting = false;
        notifyAll();
    }

    /** Dooms what must go for a block's file to fit the budget. Null if the block may be written then. */
    synchronized @Nullable Refusal makeRoom(StoredBlock block, long fileBytes) {
        if (!reachable(block)) {
            return Refusal.NO_PARENT;
        }
        evictDownTo(budget - fileBytes, block.parent());
        return null;
    }

    /** Dooms so many bytes, so that the file system gets them back. */
    synchronized void giveBack(long bytes, @Nullable BlockKey spare) {
        evictDownTo(index.bytes() - bytes, spare);
    }

    /** Claims the bytes of a file that is about to be written; false if they do not fit the budget. */
    synchronized boolean claim(long fileBytes) {
        if (index.bytes() + doomedBytes + fileBytes > budget) {
            return false;
        }
        writingBytes = fileBytes;
        return true;
    }

    /** A block's file is complete. If the block is not wanted any more, the file is doomed. */
    synchronized void written(StoredBlock block, IndexedBlock indexed) {
        writingBytes = 0;
        writes++;
        writtenBytes += indexed.file.bytes();
        boolean wanted = queue.get(block.key()) == block;
        unqueue(block);
        if (wanted && reachable(block)) {
            index.add(indexed);
            evictDownTo(budget, null);
        } else {
            doom(indexed.file);
        }
    }

    /** A block was not written. */
    synchronized void dropped(StoredBlock block, Refusal why) {
        writingBytes = 0;
        unqueue(block);
        refuse(why, 1);
    }

    /** Takes no blocks for some seconds, and lets the queue go. */
    synchronized void pause(Refusal why, String reason) {
        pausedUntil = options.clock().millis() + PAUSE_MILLIS;
        pausedFor = why;
        pauseReason = reason;
        refuse(why, queue.size());
        queue.clear();
        queueBytes = 0;
    }

    /** Why no blocks are taken at the moment; null if they are. */
    synchronized @Nullable String pauseReason() {
        return options.clock().millis() < pausedUntil ? pauseReason : null;
    }

    synchronized void countRead(long bytes) {
        reads++;
        readBytes += bytes;
    }

    synchronized DiskStats stats(long writtenToday) {
        return new DiskStats(
                index.bytes() + doomedBytes + writingBytes,
                index.blocks(),
                index.lockedBytes(),
                budget,
                writtenToday,
                options.dailyWriteBytes(),
                queueBytes,
                reads,
                readBytes,
                writes,
                writtenBytes,
                corrupt,
                evicted,
                Map.copyOf(refused),
                index.bytesByProject(),
                index.bytesByModel());
    }

    private void evictDownTo(long limit, @Nullable BlockKey spare) {
        while (index.bytes() > limit) {
            FileRef file = index.evict(spare);
            if (file == null) {
                return;
            }
            doom(file);
            evicted++;
        }
    }

    private void doom(FileRef file) {
        doomed.add(file);
        doomedBytes += file.bytes();
        notifyAll();
    }

    private void unqueue(StoredBlock block) {
        if (queue.get(block.key()) == block) {
            queue.remove(block.key());
            queueBytes -= block.bytes();
        }
    }

    private void refuse(Refusal why, long blocks) {
        refused.merge(why, blocks, Long::sum);
    }
}
