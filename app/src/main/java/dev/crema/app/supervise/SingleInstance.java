package dev.crema.app.supervise;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that one app runs for a folder. The first one holds a lock, which the system takes back however the process
 * ends, and listens on loopback; a second one asks it to show its window. What it listens for is protected by a word that
 * only the same user can read.
 */
public final class SingleInstance implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SingleInstance.class);
    private static final int PATIENCE_MILLIS = 2000;

    private final FileChannel channel;
    private final FileLock lock;
    private final ServerSocket server;
    private final String word;

    private SingleInstance(FileChannel channel, FileLock lock, ServerSocket server, String word) {
        this.channel = channel;
        this.lock = lock;
        this.server = server;
        this.word = word;
    }

    /**
     * Becomes the one instance, or asks the one that is to show itself.
     *
     * @param folder where both look; must exist
     * @param shown called, on a thread of its own, when a later start asks for the window
     * @return empty if another one runs
     * @throws IOException if the folder cannot be written
     */
    public static Optional<SingleInstance> acquire(Path folder, Runnable shown) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("app.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = tryLock(channel);
        Path door = folder.resolve("app.door");
        if (lock == null) {
            channel.close();
            knock(door);
            return Optional.empty();
        }
        ServerSocket server = new ServerSocket();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        String word = HexFormat.of().formatHex(new SecureRandom().generateSeed(16));
        Files.deleteIfExists(door);
        Files.createFile(door, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(door, server.getLocalPort() + " " + word);
        SingleInstance instance = new SingleInstance(channel, lock, server, word);
        Thread.ofPlatform().daemon().name("crema-door").start(() -> instance.listen(shown));
        return Optional.of(instance);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held in this very process
        }
    }

    /** Asks the one that runs to show its window. */
    private static void knock(Path door) {
        try {
            String[] parts = Files.readString(door).split(" ", 2);
            try (Socket socket = new Socket()) {
                var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(parts[0]));
                socket.connect(address, PATIENCE_MILLIS);
                socket.getOutputStream().write((parts[1] + "\n").getBytes(StandardCharsets.US_ASCII));
            }
        } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            LOG.warn("Crema runs already, but could not be asked to show its window: {}", e.toString());
        }
    }

    private void listen(Runnable shown) {
        while (!server.isClosed()) {
            try (Socket socket = server.accept()) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                var reader = new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII), 64);
                if (word.equals(reader.readLine())) {
                    shown.run();
                }
            } catch (IOException e) {
                LOG.debug("Nobody asked for the window: {}", e.toString());
            }
        }
    }

    @Override
    public void close() {
        try (channel;
                server) {
            lock.release();
        } catch (IOException e) {
            LOG.debug("The lock was not released in order", e);
        }
    }
}
