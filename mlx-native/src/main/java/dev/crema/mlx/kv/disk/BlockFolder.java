package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The store's files. A block lies in one of 256 folders named by the first two digits of its name; a file that is being
 * written has a name of its own until it is complete. What Crema makes here only its user can read. Other files that lie in the
 * folder are left alone.
 */
final class BlockFolder {
    private static final Pattern SHARD = Pattern.compile("[0-9a-f]{2}");
    private static final Pattern TEMPORARY = Pattern.compile("writing-\\d+\\.tmp");
    /** Channels copy heap buffers through memory outside the heap, which each thread keeps; this bounds it. */
    private static final int STEP = 1 << 20;

    private final Path root;
    private final Path temporary;

    BlockFolder(Path root) {
        this.root = root;
        this.temporary = root.resolve("writing-" + ProcessHandle.current().pid() + ".tmp");
    }

    Path root() {
        return root;
    }

    Path path(String fileName) {
        return shard(fileName).resolve(fileName);
    }

    private Path shard(String fileName) {
        return root.resolve(fileName.substring(0, 2));
    }

    void make() throws IOException {
        makeFolder(root);
    }

    /** Deletes what processes that died left half written. */
    void deleteTemporaries() throws IOException {
        for (Path file : list(root)) {
            if (TEMPORARY.matcher(name(file)).matches()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** All files in the folders of blocks, whoever made them. */
    List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path shard : list(root)) {
            if (SHARD.matcher(name(shard)).matches() && Files.isDirectory(shard, LinkOption.NOFOLLOW_LINKS)) {
                files.addAll(list(shard));
            }
        }
        return files;
    }

    private static List<Path> list(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(found::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        found.sort(Comparator.naturalOrder());
        return found;
    }

    /** A whole file. */
    ByteBuffer read(FileRef file) throws IOException, DamagedBlockException {
        try (FileChannel channel = FileChannel.open(path(file.name()), StandardOpenOption.READ)) {
            if (channel.size() != file.bytes()) {
                throw new DamagedBlockException("it has " + channel.size() + " bytes instead of " + file.bytes());
            }
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.bytes()));
            while (bytes.hasRemaining()) {
                int read = channel.read(bytes.slice(bytes.position(), Math.min(bytes.remaining(), STEP)));
                if (read < 0) {
                    throw new DamagedBlockException("it ended while it was read");
                }
                bytes.position(bytes.position() + read);
            }
            return bytes.flip();
        }
    }

    /** Writes a file so that it appears complete or not at all, also after a loss of power. */
    void write(String fileName, List<ByteBuffer> content, long lastUse) throws IOException {
        Path target = path(fileName);
        makeFolder(shard(fileName));
        try {
            try (FileChannel channel = create(temporary)) {
                channel.truncate(0);
                for (ByteBuffer part : content) {
                    writeAll(channel, part.duplicate());
                }
                channel.force(false);
            }
            touch(temporary, lastUse);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer part) throws IOException {
        while (part.hasRemaining()) {
            int step = Math.min(part.remaining(), STEP);
            part.position(part.position() + channel.write(part.slice(part.position(), step)));
        }
    }

    void delete(String fileName) throws IOException {
        Files.deleteIfExists(path(fileName));
    }

    void touch(String fileName, long lastUse) throws IOException {
        touch(path(fileName), lastUse);
    }

    private static void touch(Path file, long lastUse) throws IOException {
        Files.setLastModifiedTime(file, FileTime.fromMillis(lastUse));
    }

    /** Opens a file for writing; if it is made, only its owner may read it. */
    static FileChannel create(Path file) throws IOException {
        return FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** Makes a folder and those above it where absent; only their owner may enter them. */
    static void makeFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
