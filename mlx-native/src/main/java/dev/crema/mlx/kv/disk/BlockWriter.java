package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loop of the thread "crema-kv-writer", the only one that changes files once a store is open. Nothing stops it but its work's end. */
final class BlockWriter implements Runnable {
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Ledger ledger;
    private final BlockFolder folder;
    private final Envelope envelope;
    private final WriteMeter meter;
    private final DiskOptions options;
    private final MinuteLog log;
    private final Clock clock;

    BlockWriter(
            Ledger ledger,
            BlockFolder folder,
            Envelope envelope,
            WriteMeter meter,
            DiskOptions options,
            MinuteLog log) {
        this.ledger = ledger;
        this.folder = folder;
        this.envelope = envelope;
        this.meter = meter;
        this.options = options;
        this.log = log;
        this.clock = options.clock();
    }

    @Override
    public void run() {
        try {
            while (step(ledger.next(IDLE))) {
                // The step did what there is to do.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Whatever ended the loop: a queue that nobody empties must not fill.
            ledger.close(Duration.ZERO);
        }
    }

    private boolean step(Ledger.Work work) {
        switch (work) {
            case Ledger.Work.Delete _ -> deleteDoomed();
            case Ledger.Work.Remember(List<Ledger.Work.Use> uses) -> uses.forEach(this::remember);
            case Ledger.Work.Write(StoredBlock block) -> write(block);
            case Ledger.Work.Upkeep _ -> keepFloor();
            case Ledger.Work.Stop _ -> {
                return false;
            }
        }
        return true;
    }

    private void write(StoredBlock block) {
        try {
            BlockImage image = BlockFormat.encode(block);
            long bytes = envelope.fileBytes(image);
            Refusal refusal = room(block, bytes);
            if (refusal == null) {
                meter.add(bytes);
                FileRef file = new FileRef(envelope.fileName(block.key()), bytes);
                long now = clock.millis();
                folder.write(file.name(), envelope.wrap(image), now);
                ledger.written(block, new IndexedBlock(BlockHeader.of(block), file, now));
            } else {
                ledger.dropped(block, refusal);
                if (refusal == Refusal.FREE_SPACE) {
                    ledger.pause(refusal, lowSpace());
                }
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            ledger.dropped(block, Refusal.FAILED);
            fail(e);
        }
    }

    /** Makes room for a file and claims it; null if it may be written. */
    private @Nullable Refusal room(StoredBlock block, long bytes) throws IOException {
        Refusal refusal = ledger.makeRoom(block, bytes);
        if (refusal != null) {
            return refusal;
        }
        deleteDoomed();
        if (bytes > options.dailyWriteBytes() - meter.today()) {
            return Refusal.DAILY_CAP;
        }
        folder.make();
        long missing = missing(bytes);
        if (missing > 0) {
            ledger.giveBack(missing, block.parent());
            deleteDoomed();
            if (missing(bytes) > 0) {
                return Refusal.FREE_SPACE;
            }
        }
        return ledger.claim(bytes) ? null : Refusal.NO_ROOM;
    }

    private long missing(long bytes) throws IOException {
        return options.freeFloorBytes() + bytes - options.freeSpace().usableBytes(folder.root());
    }

    private String lowSpace() {
        return "The file system of " + folder.root() + " has less than " + (options.freeFloorBytes() >> 20)
                + " MiB free, which are to be left to others, so no KV blocks are kept there. Free some space.";
    }

    /** Gives space back that others need, also while nothing is written. */
    private void keepFloor() {
        try {
            long missing = missing(0);
            if (missing > 0) {
                ledger.giveBack(missing, null);
            }
        } catch (IOException | RuntimeException e) {
            fail(e);
        }
    }

    private void deleteDoomed() {
        List<FileRef> gone = new ArrayList<>();
        List<FileRef> left = new ArrayList<>();
        for (FileRef file : ledger.takeDoomed()) {
            try {
                folder.delete(file.name());
                gone.add(file);
            } catch (IOException | RuntimeException e) {
                left.add(file);
                log.warn("A KV block in " + folder.root() + " could not be deleted (" + Reason.of(e)
                        + "). It is tried again; check who owns the folder.");
            }
        }
        ledger.deleted(gone, left);
    }

    private void remember(Ledger.Work.Use use) {
        try {
            folder.touch(use.fileName(), use.millis());
        } catch (IOException | RuntimeException e) {
            log.warn("The time of use of a KV block in " + folder.root() + " could not be written (" + Reason.of(e)
                    + "). After a restart it may go earlier than it should.");
        }
    }

    private void fail(Throwable e) {
        String message = "KV blocks cannot be written to " + folder.root() + " (" + Reason.of(e)
                + "). Requests go on without; check the folder and its free space. It is tried again in a few seconds.";
        ledger.pause(Refusal.FAILED, message);
        log.warn(message);
    }
}
