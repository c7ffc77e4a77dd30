package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.file.Path;

/** Tells how much a file system can still take. */
@FunctionalInterface
public interface FreeSpace {
    /** Bytes that this user may still write to the file system of an existing folder. */
    long usableBytes(Path folder) throws IOException;
}
