package dev.crema.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file that others write to, line by line, from its beginning. When another file has taken its place, as logs are
 * rolled over, what is left of the old one comes first. One thread.
 */
final class LogTail implements Closeable {
    private final Path file;
    private final ByteBuffer buffer = ByteBuffer.allocate(65_536);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private @Nullable FileChannel channel;
    private @Nullable Object key;

    /** Of a file that may not be there yet. */
    LogTail(Path file) {
        this.file = file;
    }

    /** Tells each line that is complete by now. */
    void read(Consumer<String> lines) throws IOException {
        if (channel != null) {
            drain(channel, lines);
        }
        try {
            Object now = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
            if (channel == null || !Objects.equals(key, now) || channel.size() < channel.position()) {
                close();
                line.reset();
                FileChannel opened = FileChannel.open(file, StandardOpenOption.READ);
                channel = opened;
                key = now;
                drain(opened, lines);
            }
        } catch (NoSuchFileException e) {
            return; // between two files, or before the first
        }
    }

    private void drain(FileChannel from, Consumer<String> lines) throws IOException {
        while (from.read(buffer.clear()) > 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    lines.accept(line.toString(StandardCharsets.UTF_8));
                    line.reset();
                } else if (next != '\r') {
                    line.write(next);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
            channel = null;
        }
    }
}
