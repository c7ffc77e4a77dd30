package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks of keys and values in a folder, of all models together, under one byte budget. Written behind by the thread
 * "crema-kv-writer"; a block is on disk only as long as the blocks that lead to it are.
 *
 * <p>No failure of a disk leaves this class: a block that cannot be written is refused, one that cannot be read, verified or
 * decrypted is a miss. Safe from any thread.
 */
public final class DiskBlockStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DiskBlockStore.class);
    private static final Duration LAST_WRITES = Duration.ofSeconds(5);
    private static final Duration DELETIONS = Duration.ofSeconds(30);

    private final BlockFolder folder;
    private final Envelope envelope;
    private final WriteMeter meter;
    private final Ledger ledger;
    private final MinuteLog log = new MinuteLog();
    private final @Nullable FolderLock lock;
    private final @Nullable String problem;
    private final Thread writer;

    private DiskBlockStore(
            Path path,
            DiskOptions options,
            Envelope envelope,
            WriteMeter meter,
            Ledger ledger,
            @Nullable FolderLock lock,
            @Nullable String problem) {
        this.folder = new BlockFolder(path);
        this.envelope = envelope;
        this.meter = meter;
        this.ledger = ledger;
        this.lock = lock;
        this.problem = problem;
        this.writer = Thread.ofPlatform()
                .name("crema-kv-writer")
                .daemon()
                .unstarted(new BlockWriter(ledger, folder, envelope, meter, options, log));
    }

    /**
     * Opens a folder, made if absent: reads the heads of all files, deletes what is damaged, incomplete or beyond the budget.
     * With a key, unencrypted blocks are deleted; without it or with another one, encrypted blocks stay and are misses.
     *
     * <p>Never fails: a store whose folder cannot be used, or is used by another process, keeps nothing and says why in
     * {@link #problem}. Blocks while it reads.
     */
    public static DiskBlockStore open(Path folder, DiskOptions options) {
        FolderLock lock = null;
        try {
            Envelope envelope = Envelope.of(options);
            WriteMeter meter = new WriteMeter(folder.resolve("written-today"), options.clock());
            Ledger ledger = new Ledger(options);
            BlockFolder files = new BlockFolder(folder);
            files.make();
            lock = FolderLock.take(folder);
            files.deleteTemporaries();
            meter.load();
            FolderScan scan = FolderScan.of(files, envelope);
            ledger.load(scan);
            DiskBlockStore store = new DiskBlockStore(folder, options, envelope, meter, ledger, lock, null);
            store.writer.start();
            store.awaitDeletions();
            LOG.info("{}: {} KV blocks, {} damaged", folder, store.stats().blocks(), scan.damaged());
            return store;
        } catch (IOException | RuntimeException e) {
            String problem = "KV blocks cannot be kept in " + folder + ": " + Reason.of(e)
                    + ". Requests go on without. Choose another folder, or make this one usable, and start again.";
            LOG.warn(problem);
            release(lock);
            return unavailable(folder, options, problem);
        }
    }

    private static DiskBlockStore unavailable(Path folder, DiskOptions options, String problem) {
        Ledger ledger = new Ledger(options);
        ledger.close(Duration.ZERO);
        WriteMeter meter = new WriteMeter(folder.resolve("written-today"), options.clock());
        return new DiskBlockStore(folder, options, new PlainEnvelope(), meter, ledger, null, problem);
    }

    /** Why nothing is kept, now or at all, and what to do about it; null if all is well. */
    public @Nullable String problem() {
        return problem != null ? problem : ledger.pauseReason();
    }

    /**
     * What is on disk after a root, parents before children, without reading keys and values. Blocks that are still in
     * the queue are not among them.
     */
    public List<DiskEntry> entries(BlockKey root) {
        return ledger.entries(root);
    }

    /** Whether {@link #read} would look for the block; it is on disk or on its way there. */
    public boolean contains(BlockKey key) {
        return ledger.contains(key);
    }

    /**
     * Reads and verifies a block. One that is damaged is deleted, and all that follow it, so that they can be written again.
     * Blocks the calling thread. An interrupted thread reads nothing.
     *
     * @return the block as it was offered, its planes views of one buffer in the heap; empty: a miss
     */
    public Optional<StoredBlock> read(BlockKey key) {
        return switch (ledger.find(key)) {
            case null -> Optional.empty();
            case Ledger.Place.Queued(StoredBlock block) -> Optional.of(block);
            case Ledger.Place.OnDisk(IndexedBlock block) -> read(block);
        };
    }

    private Optional<StoredBlock> read(IndexedBlock indexed) {
        try {
            StoredBlock block = BlockFormat.decode(envelope.unwrap(folder.read(indexed.file)));
            if (!block.key().equals(indexed.key) || !block.root().equals(indexed.root)) {
                throw new DamagedBlockException("it holds another block");
            }
            ledger.countRead(indexed.file.bytes());
            return Optional.of(block);
        } catch (ClosedByInterruptException e) {
            return Optional.empty();
        } catch (NoSuchFileException e) {
            discard(indexed, "its file is missing");
        } catch (FileSystemException | OutOfMemoryError e) {
            log.warn("A KV block in " + folder.root() + " could not be read (" + Reason.of(e)
                    + "). Its tokens are computed again.");
        } catch (IOException | RuntimeException | DamagedBlockException e) {
            discard(indexed, Reason.of(e));
        }
        return Optional.empty();
    }

    private void discard(IndexedBlock block, String why) {
        if (ledger.discard(block)) {
            log.warn("A KV block in " + folder.root() + " is damaged: " + why
                    + ". It is deleted and its tokens are computed again. If this goes on, check the disk.");
        }
    }

    /**
     * Queues a block to be written. Never blocks.
     *
     * @return whether it is queued or was here before; the reasons of refusals are counted in {@link #stats}
     */
    public boolean offer(StoredBlock block) {
        return ledger.offer(block, meter.today()) == null;
    }

    /** Whether a block of so many bytes could be queued now; worth asking before the block is copied out of the model. */
    public boolean hasRoom(long bytes) {
        return ledger.limit(bytes, meter.today()) == null;
    }

    /**
     * Notes that a block was used; every block of a used chain wants its own. Survives a restart, to the minute.
     *
     * @param main whether a main conversation used it: from then on it goes after those of side requests, until a restart
     */
    public void touch(BlockKey key, boolean main) {
        ledger.touch(key, main);
    }

    /** Changes the budget. If it shrinks, waits until what is too much is deleted. */
    public void budget(long bytes) {
        ledger.budget(bytes);
        awaitDeletions();
    }

    /**
     * Deletes the blocks that a project's conversations stored first, and all that follow them; also all blocks of other keys,
     * since they might be among them. Waits until the files are gone.
     *
     * @return how many blocks
     */
    public int wipeProject(String project) {
        int blocks = ledger.wipe(tags -> tags.project().equals(project));
        awaitDeletions();
        return blocks;
    }

    /** As {@link #wipeProject}, for the blocks of one model. */
    public int wipeModel(String modelIdentity) {
        int blocks = ledger.wipe(tags -> tags.modelIdentity().equals(modelIdentity));
        awaitDeletions();
        return blocks;
    }

    /** As {@link #wipeProject}, for all blocks. */
    public int wipeAll() {
        int blocks = ledger.wipe(tags -> true);
        awaitDeletions();
        return blocks;
    }

    /** A snapshot of sizes and counters. */
    public DiskStats stats() {
        return ledger.stats(meter.today());
    }

    /** Waits until all that was offered is written or refused. False if it took longer, or the thread was interrupted. */
    public boolean flush(Duration limit) {
        try {
            return !writer.isAlive() || ledger.awaitIdle(limit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitDeletions() {
        try {
            if (writer.isAlive() && !ledger.awaitDeletions(DELETIONS)) {
                log.warn("Files in " + folder.root()
                        + " are still being deleted. They go as soon as the disk lets them.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes what is queued, for a few seconds at most. From now on everything is a miss. Closing twice is harmless. */
    @Override
    public void close() {
        ledger.close(LAST_WRITES);
        try {
            if (writer.isAlive() && !writer.join(LAST_WRITES.plusSeconds(1))) {
                // It keeps the folder, which the end of the process gives back.
                log.warn("The disk of " + folder.root()
                        + " still works on earlier writes and deletions. Blocks that wait"
                        + " to be written are lost.");
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        release(lock);
    }

    private static void release(@Nullable FolderLock lock) {
        if (lock == null) {
            return;
        }
        try {
            lock.close();
        } catch (IOException e) {
            LOG.warn("The lock of the KV blocks could not be released ({}). It goes with the process.", Reason.of(e));
        }
    }
}
