package dev.crema.proxy.prewarm;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system prompts and tools of the last few main conversations, newest first, in a file that only its owner can read. A
 * file that cannot be read or written costs nothing but the warmth of the next start. Safe from any thread: the list is
 * guarded by its monitor, the file is written by one thread.
 */
public final class RecentHeads implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecentHeads.class);
    private static final int MOST = 8;
    /** A head shorter than this is computed faster than it is remembered. */
    private static final int WORTH_CHARS = 1000;

    private final Path file;
    private final List<ChatRequest> heads;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("crema-heads-writer").factory());

    private RecentHeads(Path file, List<ChatRequest> heads) {
        this.file = file;
        this.heads = new ArrayList<>(heads);
    }

    /** Reads what an earlier run has left. */
    public static RecentHeads open(Path file) {
        if (Files.exists(file)) {
            try {
                return new RecentHeads(file, HeadJson.read(Files.readAllBytes(file)));
            } catch (IOException e) {
                LOG.info("{} cannot be read; the first conversations after this start are computed anew", file, e);
            }
        }
        return new RecentHeads(file, List.of());
    }

    /** Notes a request's head if the request is a turn of a main conversation. */
    public void note(ChatRequest request) {
        if (request.client().side() || !request.client().agentId().isEmpty()) {
            return;
        }
        List<Message> system = request.messages().stream()
                .takeWhile(message -> message.role() == Role.SYSTEM)
                .toList();
        ChatRequest head =
                HeadJson.head(system, request.tools(), request.client().project());
        synchronized (heads) {
            if (!heads.isEmpty() && same(heads.getFirst(), head)) {
                return;
            }
            byte[] json = HeadJson.write(List.of(head));
            if (json.length < WORTH_CHARS) {
                return;
            }
            heads.removeIf(known -> same(known, head));
            heads.addFirst(head);
            if (heads.size() > MOST) {
                heads.removeLast();
            }
        }
        writer.execute(this::write);
    }

    private static boolean same(ChatRequest one, ChatRequest other) {
        return one.messages().equals(other.messages()) && one.tools().equals(other.tools());
    }

    /** Newest first: requests of leading system messages and tools, nothing else. */
    public List<ChatRequest> newestFirst() {
        synchronized (heads) {
            return List.copyOf(heads);
        }
    }

    /** Forgets a project's heads; all if null. */
    public void forget(@Nullable String project) {
        synchronized (heads) {
            heads.removeIf(head -> project == null || head.client().project().equals(project));
        }
        writer.execute(this::write);
    }

    private void write() {
        byte[] json = HeadJson.write(newestFirst());
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(part);
            Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(part, json);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.debug("{} cannot be written", file, e);
        }
    }

    /** Waits for the file, briefly. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            writer.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
