package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import javax.crypto.SecretKey;

/** An encryption key in a file: 32 random bytes that only their owner can read. */
public final class KeyFile {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private KeyFile() {}

    /**
     * Reads the key, after making one if there is no file.
     *
     * @throws IOException if the file cannot be used; the message says why and what to do
     */
    public static SecretKey readOrCreate(Path file) throws IOException {
        try {
            return read(file);
        } catch (NoSuchFileException e) {
            create(file);
            return read(file);
        }
    }

    private static SecretKey read(Path file) throws IOException {
        if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
            throw new IOException("The key file " + file + " can be used by others than its owner, so KV blocks are not"
                    + " encrypted with it. Run \"chmod 600\" on it, or delete it to get a new key.");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length != EncryptionKeys.BYTES) {
            throw new IOException(
                    "The key file " + file + " has " + bytes.length + " bytes instead of " + EncryptionKeys.BYTES
                            + ". Restore it, or delete it to get a new key; blocks of the old one are then lost.");
        }
        return EncryptionKeys.of(bytes);
    }

    private static void create(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            BlockFolder.makeFolder(folder);
        }
        Path whole = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(whole);
        try (FileChannel channel = BlockFolder.create(whole)) {
            channel.write(ByteBuffer.wrap(EncryptionKeys.random()));
            channel.force(true);
        }
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
