package dev.crema.mlx.hub;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What downloads ask of a disk; tests have one that is full. */
interface Disk {
    /** Bytes that may still be written into a folder, which exists. */
    long usableBytes(Path folder) throws IOException;

    /** Writes behind what a file holds; makes it where absent. */
    OutputStream append(Path file) throws IOException;

    /** This machine's. */
    static Disk ofThisMachine() {
        return new Disk() {
            @Override
            public long usableBytes(Path folder) throws IOException {
                return Files.getFileStore(folder).getUsableSpace();
            }

            @Override
            public OutputStream append(Path file) throws IOException {
                return new FileOutputStream(file.toFile(), true);
            }
        };
    }
}
