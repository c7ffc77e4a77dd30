package dev.crema.app.wiring;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Keeps everything this process writes inside Crema's own folder: logs, and the native libraries that libraries unpack.
 * They read their settings from system properties when their first class loads, so this runs before anything else.
 */
public final class ProcessFolders {
    private ProcessFolders() {}

    /**
     * Creates the folders and points every library at them.
     *
     * @param home folder of Crema's own files
     * @throws IOException if they cannot be created
     */
    public static void prepare(Path home) throws IOException {
        Path logs = Files.createDirectories(home.resolve("logs"));
        Path unpacked = Files.createDirectories(home.resolve("cache/unpacked"));
        System.setProperty("crema.logs", logs.toString());
        System.setProperty(
                "java.io.tmpdir", Files.createDirectories(home.resolve("tmp")).toString());
        System.setProperty("jna.tmpdir", unpacked.toString());
        System.setProperty("org.sqlite.tmpdir", unpacked.toString());
        // The tokenizer library; offline, because it would otherwise look for a native library on its maker's site.
        System.setProperty("DJL_CACHE_DIR", home.resolve("cache/djl").toString());
        System.setProperty("ENGINE_CACHE_DIR", home.resolve("cache/djl").toString());
        System.setProperty("ai.djl.offline", "true");
        System.setProperty("javafx.cachedir", unpacked.toString());
        // The tray library would otherwise ask its maker's site for updates, five minutes after the start.
        System.setProperty("dorkbox.updates.Updates.ENABLE", "false");
    }

    /** The log file of this process. */
    public static Path logFile(Path home) {
        return home.resolve("logs/crema.log");
    }
}
