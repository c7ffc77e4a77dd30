package dev.crema.mlx.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.mlx.hub.HubException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The beginning of a file that is being fetched: {@code NAME.part}, and beside it {@code NAME.part.json} with what it is the
 * beginning of. What an earlier process left is read again, so that the hash is over the bytes that are on the disk. One thread.
 */
final class PartFile implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Path path;
    private final Path note;
    private final HubFile file;
    private final Disk disk;
    private final byte[] buffer = new byte[1 << 16];
    private MessageDigest digest;
    private long length;
    private @Nullable String etag;
    private @Nullable OutputStream out;

    private PartFile(Path path, HubFile file, Disk disk) {
        this.path = path;
        this.note = noteOf(path);
        this.file = file;
        this.disk = disk;
        this.digest = file.checksum().begin(file.bytes());
    }

    /**
     * Goes on with what is there if it is the beginning of that file, else begins.
     *
     * @param path in an existing folder
     * @throws HubException if the disk refuses
     */
    static PartFile open(Path path, HubFile file, Disk disk) throws InterruptedException {
        PartFile part = new PartFile(path, file, disk);
        try {
            part.takeUp();
        } catch (IOException e) {
            throw part.diskTrouble(e);
        }
        return part;
    }

    /** Bytes that are there. */
    long length() {
        return length;
    }

    /** What the hub calls this version of the content; null if it did not say, or there is nothing yet. */
    @Nullable
    String etag() {
        return etag;
    }

    /** Notes what the bytes to come belong to. */
    void identify(@Nullable String given) {
        if (length > 0 && Objects.equals(given, etag)) {
            return;
        }
        etag = given;
        try {
            Files.write(
                    note,
                    MAPPER.writeValueAsBytes(MAPPER.createObjectNode()
                            .put("checksum", file.checksum().toString())
                            .put("etag", given)));
        } catch (IOException e) {
            throw diskTrouble(e);
        }
    }

    /** Adds what follows. */
    void append(ByteBuffer bytes) {
        try {
            if (out == null) {
                out = disk.append(path);
            }
            while (bytes.hasRemaining()) {
                int count = Math.min(bytes.remaining(), buffer.length);
                bytes.get(buffer, 0, count);
                out.write(buffer, 0, count);
                digest.update(buffer, 0, count);
                length += count;
            }
        } catch (IOException e) {
            throw diskTrouble(e);
        }
    }

    /** Throws away what is there. */
    void restart() {
        try {
            closeFile();
            Files.deleteIfExists(path);
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw diskTrouble(e);
        }
        digest = file.checksum().begin(file.bytes());
        length = 0;
        etag = null;
    }

    /** Whether all of it is there and right. Asked once, when the length is: it uses the hash up. */
    boolean isIntact() {
        return length == file.bytes() && file.checksum().matches(digest);
    }

    /** Turns the intact part into the file it is to be, which appears at once. */
    void finish(Path target) {
        try {
            closeFile();
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.createDirectories(Objects.requireNonNull(target.getParent()));
            Files.move(path, target, StandardCopyOption.ATOMIC_MOVE);
            Files.deleteIfExists(note);
        } catch (IOException e) {
            throw diskTrouble(e);
        }
    }

    @Override
    public void close() {
        try {
            closeFile();
        } catch (IOException e) {
            throw diskTrouble(e);
        }
    }

    private void takeUp() throws IOException, InterruptedException {
        if (!Files.exists(path) || Files.size(path) > file.bytes() || !isNoted()) {
            restart();
            return;
        }
        digest = file.checksum().begin(file.bytes(), path);
        length = Files.size(path);
    }

    /** Whether the note names this content; takes its etag then. */
    private boolean isNoted() throws IOException {
        if (!Files.exists(note)) {
            return false;
        }
        JsonNode content;
        try {
            content = MAPPER.readTree(note.toFile());
        } catch (JsonProcessingException e) {
            return false;
        }
        etag = content.path("etag").isTextual() ? content.path("etag").textValue() : null;
        return content.path("checksum").asText().equals(file.checksum().toString());
    }

    private void closeFile() throws IOException {
        if (out != null) {
            out.close();
            out = null;
        }
    }

    private HubException diskTrouble(IOException cause) {
        return new HubException(
                Reason.DISK,
                "The disk did not take " + file.path() + " (" + cause.getMessage() + "). What arrived is kept in "
                        + path.getParent() + ". Make room there and try again.",
                cause);
    }

    static Path noteOf(Path part) {
        return part.resolveSibling(part.getFileName() + ".json");
    }
}
