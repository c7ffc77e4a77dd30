package dev.crema.app.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of UTF-8 text that are read and replaced as a whole: whoever reads one sees the old text or the new. */
public final class TextFile {
    private static final int MOST_LINKS = 40;
    private static final Set<PosixFilePermission> PRIVATE =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Set<PosixFilePermission> ANY_WRITE = EnumSet.of(
            PosixFilePermission.OWNER_WRITE, PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private TextFile() {}

    /** Where a file really is: dotfiles are often links into a folder under version control. */
    public static Path target(Path file) throws IOException {
        Path target = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new IOException("its symbolic links lead in a circle");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    /**
     * The text; null if there is no file.
     *
     * @throws IOException if it cannot be read or is not UTF-8
     */
    public static @Nullable String read(Path target) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(target);
        } catch (NoSuchFileException e) {
            return null;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8 text", e);
        }
    }

    /** The folders that would have to be made for a file, outermost first. */
    public static List<Path> missingFolders(Path target) {
        List<Path> missing = new ArrayList<>();
        for (Path folder = target.getParent(); folder != null && !Files.exists(folder); folder = folder.getParent()) {
            missing.addFirst(folder);
        }
        return missing;
    }

    /**
     * Writes the text to disk, with the permissions of the file that it replaces; a new file is its owner's alone.
     *
     * @throws IOException if the file is read-only, or its folder cannot be written to; the file is then as it was
     */
    public static void write(Path target, String text) throws IOException {
        requireWritable(target);
        Path folder = Files.createDirectories(Objects.requireNonNull(target.getParent()));
        Set<PosixFilePermission> permissions = Files.exists(target) ? Files.getPosixFilePermissions(target) : PRIVATE;
        Path whole = Files.createTempFile(folder, "." + target.getFileName() + ".", ".crema");
        try {
            try (FileChannel channel = FileChannel.open(whole, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                Files.setPosixFilePermissions(whole, permissions);
                channel.force(true);
            }
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
        forceFolder(folder);
    }

    /** Deletes a file, and of the given folders, outermost first, those that are then empty. */
    public static void delete(Path target, List<Path> folders) throws IOException {
        requireWritable(target);
        Files.deleteIfExists(target);
        for (Path folder : folders.reversed()) {
            try {
                Files.deleteIfExists(folder);
            } catch (DirectoryNotEmptyException e) {
                return; // Its user put something into it since.
            }
        }
    }

    /** A rename would replace a read-only file too, against its owner's wish. */
    private static void requireWritable(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        boolean anybodyMayWrite = Files.getPosixFilePermissions(target).stream().anyMatch(ANY_WRITE::contains);
        if (!anybodyMayWrite || !Files.isWritable(target)) {
            throw new IOException("it is read-only. Make it writable (chmod u+w) if Crema is to change it");
        }
    }

    /** Makes a rename last. */
    private static void forceFolder(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
