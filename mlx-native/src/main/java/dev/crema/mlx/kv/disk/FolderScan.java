package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a folder holds, from the heads of its files.
 *
 * @param blocks readable ones, not yet in order
 * @param locked files that cannot be read here, because another key is needed or they cannot be opened; the longest unused
 *     first
 * @param rejected files to delete: damaged ones, and readable ones in a store that encrypts
 * @param damaged how many of them are damaged
 */
record FolderScan(List<IndexedBlock> blocks, List<FileRef> locked, List<FileRef> rejected, int damaged) {
    static FolderScan of(BlockFolder folder, Envelope envelope) throws IOException {
        Scanner scanner = new Scanner(envelope);
        for (Path file : folder.files()) {
            String name = String.valueOf(file.getFileName());
            if (Envelope.kind(name) != null && folder.path(name).equals(file)) {
                scanner.look(file, name);
            }
        }
        scanner.locked.sort(Comparator.comparingLong(Locked::lastUse));
        return new FolderScan(
                scanner.blocks, scanner.locked.stream().map(Locked::file).toList(), scanner.rejected, scanner.damaged);
    }

    private record Locked(FileRef file, long lastUse) {}

    private static final class Scanner {
        private final Envelope envelope;
        private final List<IndexedBlock> blocks = new ArrayList<>();
        private final List<Locked> locked = new ArrayList<>();
        private final List<FileRef> rejected = new ArrayList<>();
        private int damaged;

        Scanner(Envelope envelope) {
            this.envelope = envelope;
        }

        void look(Path path, String name) throws IOException {
            BasicFileAttributes attributes =
                    Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return;
            }
            FileRef file = new FileRef(name, attributes.size());
            long lastUse = attributes.lastModifiedTime().toMillis();
            if (envelope.owns(name)) {
                index(path, file, lastUse);
            } else if (Envelope.kind(name) == Envelope.Kind.SEALED) {
                locked.add(new Locked(file, lastUse));
            } else {
                rejected.add(file);
            }
        }

        private void index(Path path, FileRef file, long lastUse) throws IOException {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
                Envelope.Start start = envelope.start(channel);
                BlockHeader header = BlockFormat.header(start.head(), start.bodyBytes());
                if (!envelope.fileName(header.key()).equals(file.name())) {
                    throw new DamagedBlockException("it has the name of another block");
                }
                blocks.add(new IndexedBlock(header, file, lastUse));
            } catch (ClosedByInterruptException e) {
                throw e;
            } catch (FileSystemException e) {
                locked.add(new Locked(file, lastUse));
            } catch (IOException | DamagedBlockException e) {
                rejected.add(file);
                damaged++;
            }
        }
    }
}
