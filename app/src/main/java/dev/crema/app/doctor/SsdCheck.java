package dev.crema.app.doctor;

import dev.crema.proxy.config.CacheConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Whether prompts can survive a restart: folder and space of the SSD cache. It helps; without it Crema works as well. */
final class SsdCheck implements Check {
    private static final String SUBJECT = "SSD";

    private final CacheConfig.Kv kv;

    SsdCheck(CacheConfig.Kv kv) {
        this.kv = kv;
    }

    @Override
    public List<Finding> look() {
        CacheConfig.Ssd ssd = kv.ssd();
        if (!kv.enabled() || !ssd.enabled() || ssd.budgetBytes() == 0) {
            return List.of(Finding.ok(SUBJECT, "switched off: prompts do not survive a restart"));
        }
        String obstacle = Folders.obstacle(ssd.folder());
        if (obstacle != null) {
            return List.of(Finding.warning(
                    SUBJECT,
                    obstacle + ", so prompts will not survive a restart",
                    "Make it writable, or let caching.ssdFolder name another one."));
        }
        try {
            return List.of(space(ssd, Folders.free(ssd.folder()), size(ssd.folder())));
        } catch (IOException | UncheckedIOException e) {
            return List.of(Finding.warning(
                    SUBJECT,
                    ssd.folder() + " cannot be read: " + e.getMessage(),
                    "Let caching.ssdFolder name another folder."));
        }
    }

    /** The cache takes from what is free above the floor until its budget is used. */
    static Finding space(CacheConfig.Ssd ssd, long free, long used) {
        long above = free - ssd.freeFloorBytes();
        String state = Folders.gigabytes(used) + " of " + Folders.gigabytes(ssd.budgetBytes()) + " used in "
                + ssd.folder() + ", " + Folders.gigabytes(free) + " free on that disk";
        if (used + above >= ssd.budgetBytes()) {
            return Finding.ok(SUBJECT, state);
        }
        String fix = "Free space on that disk, or set caching.ssdFolder, caching.ssdBudget or caching.ssdFreeFloor.";
        return above <= 0
                ? Finding.warning(
                        SUBJECT,
                        state + ": less than the " + Folders.gigabytes(ssd.freeFloorBytes())
                                + " that are left to other programs, so no prompt is written",
                        fix)
                : Finding.warning(SUBJECT, state + ": the cache will stop at " + Folders.gigabytes(used + above), fix);
    }

    private static long size(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.mapToLong(SsdCheck::bytes).sum();
        }
    }

    /** A file may go while it is counted. */
    private static long bytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException e) {
            return 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
