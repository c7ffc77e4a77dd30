package dev.crema.app.doctor;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Whether Crema can write into its own folders. */
final class FolderCheck implements Check {
    private static final String FIX = "Make it a folder that you may write to, or let CREMA_HOME name another place.";

    private final Path home;

    FolderCheck(Path home) {
        this.home = home;
    }

    @Override
    public List<Finding> look() {
        List<Finding> findings = new ArrayList<>(Stream.of("", "logs", "models", "cache")
                .map(home::resolve)
                .map(Folders::obstacle)
                .flatMap(Stream::ofNullable)
                .distinct()
                .map(obstacle -> Finding.problem("files", obstacle, FIX))
                .toList());
        if (findings.isEmpty()) {
            findings.add(space());
        }
        return findings;
    }

    private Finding space() {
        try {
            return Finding.ok("files", home + ", " + Folders.gigabytes(Folders.free(home)) + " free on that disk");
        } catch (IOException e) {
            return Finding.problem("files", home + " cannot be used: " + e.getMessage(), FIX);
        }
    }
}
