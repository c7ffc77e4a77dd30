package dev.crema.app.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the window was and which page it showed, kept between starts. A file that cannot be read or written costs the memory
 * only.
 *
 * @param x of its upper left corner; NaN: the system decides
 * @param page the title of its page
 */
record WindowMemory(double x, double y, double width, double height, String page) {
    private static final Logger LOG = LoggerFactory.getLogger(WindowMemory.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final WindowMemory FIRST = new WindowMemory(Double.NaN, Double.NaN, 1080, 760, "");

    /** What the file says, or how a first window looks. */
    static WindowMemory read(Path file) {
        try {
            JsonNode node = Files.exists(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
            return new WindowMemory(
                    node.path("x").asDouble(FIRST.x),
                    node.path("y").asDouble(FIRST.y),
                    node.path("width").asDouble(FIRST.width),
                    node.path("height").asDouble(FIRST.height),
                    node.path("page").asText(FIRST.page));
        } catch (IOException e) {
            LOG.info("Where the window was is not known: {}", e.toString());
            return FIRST;
        }
    }

    /** Keeps it. */
    void write(Path file) {
        ObjectNode node = JSON.createObjectNode();
        if (!Double.isNaN(x) && !Double.isNaN(y)) {
            node.put("x", x).put("y", y);
        }
        node.put("width", width).put("height", height).put("page", page);
        try {
            Path part = file.resolveSibling(file.getFileName() + ".part");
            JSON.writerWithDefaultPrettyPrinter().writeValue(part.toFile(), node);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.info("Where the window was cannot be kept: {}", e.toString());
        }
    }
}
