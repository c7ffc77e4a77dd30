package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * How many bytes were written today, over restarts: one line of text in a file. It is overwritten in place by one short
 * write, which a killed process has done or not; a line that cannot be read counts as nothing. Written by the writer's
 * thread, read by any.
 */
final class WriteMeter {
    private final Path file;
    private final Clock clock;
    private volatile Day day;

    /** The bytes of one day. */
    private record Day(LocalDate date, long bytes) {}

    WriteMeter(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.day = new Day(LocalDate.now(clock), 0);
    }

    /** Takes up what an earlier process wrote. */
    void load() throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        String[] words =
                Files.readString(file, StandardCharsets.ISO_8859_1).strip().split(" ", 2);
        try {
            day = new Day(LocalDate.parse(words[0]), Long.parseLong(words[words.length - 1]));
        } catch (DateTimeException | NumberFormatException e) {
            day = new Day(LocalDate.now(clock), 0);
        }
    }

    long today() {
        Day known = day;
        return known.date().equals(LocalDate.now(clock)) ? known.bytes() : 0;
    }

    /** Counts bytes that are about to be written. */
    void add(long bytes) throws IOException {
        day = new Day(LocalDate.now(clock), today() + bytes);
        String line = "%s %019d\n".formatted(day.date(), day.bytes());
        try (FileChannel channel = BlockFolder.create(file)) {
            channel.write(ByteBuffer.wrap(line.getBytes(StandardCharsets.ISO_8859_1)), 0);
        }
    }
}
