package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to change a folder, for one user in one process. The operating system releases it when the process dies.
 *
 * <p>POSIX gives such locks to processes, not to handles, and drops them when the process closes any handle of the file; a
 * second attempt in one process would take the first one's lock away. So the process remembers which files it has.
 */
public final class FolderLock implements AutoCloseable {
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param folder exists
     * @throws IOException if somebody else has it, or the lock's file cannot be made
     */
    public static FolderLock take(Path folder) throws IOException {
        Path real = folder.toRealPath().resolve("lock");
        if (!HELD.add(real)) {
            throw new IOException("this process has opened it already");
        }
        FileChannel channel = null;
        try {
            channel = BlockFolder.create(real);
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return new FolderLock(real, channel);
            }
            throw new IOException("another process uses it");
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            HELD.remove(real);
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close();
        } finally {
            HELD.remove(file);
        }
    }
}
