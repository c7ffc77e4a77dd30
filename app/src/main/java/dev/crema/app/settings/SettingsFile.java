package dev.crema.app.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** {@code config.json} as the app writes it: one key at a time, the others stay, atomically. Safe from any thread. */
public final class SettingsFile {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;

    /** The file in Crema's folder; it may be missing. */
    public SettingsFile(Path home) {
        this.file = home.resolve(ConfigLoader.FILE_NAME);
    }

    /**
     * Writes a setting; the file holds it when this returns.
     *
     * @throws IOException if the file is not a JSON object or cannot be written; then it is as before
     */
    public synchronized void put(Setting setting, String value) throws IOException {
        ObjectNode root = read();
        ObjectNode at = root;
        String[] path = setting.key().split("\\.");
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode inner = at.get(path[i]);
            at = inner instanceof ObjectNode object ? object : at.putObject(path[i]);
        }
        at.put(path[path.length - 1], value);
        Path part = file.resolveSibling(file.getFileName() + ".part");
        JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), root);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private ObjectNode read() throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            return JSON.createObjectNode();
        }
        if (JSON.readTree(file.toFile()) instanceof ObjectNode object) {
            return object;
        }
        throw new IOException(file + " does not hold a JSON object; correct it by hand or delete it");
    }
}
