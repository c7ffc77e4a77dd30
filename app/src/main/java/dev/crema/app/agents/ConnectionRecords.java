package dev.crema.app.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.files.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was done to each client's settings, in Crema's own folder: a folder for each client with {@code record.json} and a
 * copy of the file as it was before.
 */
final class ConnectionRecords {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String RECORD = "record.json";
    private static final String ORIGINAL = "before-";

    private final Path folder;

    ConnectionRecords(Path folder) {
        this.folder = folder;
    }

    /**
     * What was done to a client's settings; null if nothing.
     *
     * @throws IOException if that cannot be read
     */
    @Nullable
    ConnectionRecord read(SettingsClient client) throws IOException {
        Path file = folder(client).resolve(RECORD);
        String text = TextFile.read(file);
        if (text == null) {
            return null;
        }
        try {
            return ConnectionRecord.ofJson(JSON.readTree(text));
        } catch (JsonProcessingException | DateTimeParseException e) {
            throw new IOException(
                    "Crema's own note of what it changed, " + file + ", is damaged. The file as it was lies beside it",
                    e);
        }
    }

    /** The file as it was before; null if there was none. */
    @Nullable
    String original(SettingsClient client, ConnectionRecord record) throws IOException {
        if (!record.existed()) {
            return null;
        }
        Path copy = folder(client).resolve(ORIGINAL + record.before());
        String text = TextFile.read(copy);
        if (!ConnectionRecord.digest(text).equals(record.before())) {
            throw new IOException("the copy of the earlier settings, " + copy + ", is missing or damaged");
        }
        return text;
    }

    /** Keeps what is about to be done; the copy comes first, so that no record is without its own. */
    void write(SettingsClient client, ConnectionRecord record, @Nullable String original) throws IOException {
        Path own = folder(client);
        if (original != null) {
            TextFile.write(own.resolve(ORIGINAL + record.before()), original);
        }
        TextFile.write(own.resolve(RECORD), record.toJson().toPrettyString() + "\n");
        for (Path copy : files(own)) {
            String name = String.valueOf(copy.getFileName());
            if (name.startsWith(ORIGINAL) && !name.equals(ORIGINAL + record.before())) {
                Files.delete(copy);
            }
        }
    }

    /** Forgets a client. */
    void delete(SettingsClient client) throws IOException {
        Path own = folder(client);
        Files.deleteIfExists(own.resolve(RECORD));
        for (Path file : files(own)) {
            Files.delete(file);
        }
        Files.deleteIfExists(own);
    }

    private Path folder(SettingsClient client) {
        return folder.resolve(client.id());
    }

    private static List<Path> files(Path own) throws IOException {
        if (!Files.isDirectory(own)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(own)) {
            return files.toList();
        }
    }
}
