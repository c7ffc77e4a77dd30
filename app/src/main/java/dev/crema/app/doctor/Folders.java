package dev.crema.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Folders that may not exist yet: they are made when they are needed, in the nearest one that exists. */
final class Folders {
    private Folders() {}

    /** Why nothing can be written into a folder; null if something can. */
    static @Nullable String obstacle(Path folder) {
        Path nearest = nearest(folder);
        if (!Files.isDirectory(nearest)) {
            return nearest + " is no folder";
        }
        return Files.isWritable(nearest) ? null : nearest + " is not writable";
    }

    /** Bytes that may be written on its disk. */
    static long free(Path folder) throws IOException {
        return Files.getFileStore(nearest(folder)).getUsableSpace();
    }

    /** The folder, or the nearest one above it that exists. */
    static Path nearest(Path folder) {
        Path path = folder.toAbsolutePath().normalize();
        while (!Files.exists(path) && path.getParent() != null) {
            path = path.getParent();
        }
        return path;
    }

    /** Decimal gigabytes, as disks are sold. */
    static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
