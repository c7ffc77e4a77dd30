package dev.crema.proxy.cache;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Keeps SQLite out of everybody's way: reads wait a quarter of a second at most, writes happen later on a thread of their own,
 * and a damaged file is put aside and begun anew. Safe from any thread.
 *
 * <p>Readers hold the read lock while they use the file. The writer takes the write lock only to replace it: renaming a
 * database that somebody has open would let SQLite delete the new one's log.
 */
final class AnswerDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerDatabase.class);
    private static final int READERS = 2;
    private static final Duration READ_LIMIT = Duration.ofMillis(250);
    private static final Duration START_LIMIT = Duration.ofSeconds(1);
    private static final Duration WAIT_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(2);
    private static final long REOPEN_NANOS = Duration.ofSeconds(10).toNanos();

    private final DatabaseFile file;
    private final Trouble trouble;
    private final Trouble damage;
    private final Patience readers = new Patience("crema-answers-read-", READERS, READ_LIMIT);
    private final WriteBehind writes = new WriteBehind("crema-answers-write");
    private final ReentrantReadWriteLock use = new ReentrantReadWriteLock();
    private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();

    /** How often the file was replaced; changed by the writing thread only. */
    private volatile int generation;

    // Touched by the writing thread only.
    private @Nullable Connection writer;
    private long lastAttempt = System.nanoTime() - REOPEN_NANOS;

    /** Work with a connection. */
    interface Work<T extends @Nullable Object> {
        T with(Connection connection) throws SQLException;
    }

    private AnswerDatabase(DatabaseFile file) {
        this.file = file;
        this.trouble = new Trouble("Answers are not kept in " + file.path()
                + " as long as that lasts; requests are answered as without it. Free space or correct the folder's"
                + " permissions, or set caching.l3Path to another place");
        this.damage = new Trouble("What " + file.path() + " held is put aside as "
                + file.aside().getFileName() + "; Crema begins anew and works as before");
    }

    /**
     * Opens the file, or begins a new one; its check goes on behind. Returns after a second at most, and always: a database
     * that cannot be opened has no answers, and is tried again from time to time.
     */
    static AnswerDatabase open(DatabaseFile file) {
        AnswerDatabase database = new AnswerDatabase(file);
        var opened = database.writes.submit(() -> database.<Boolean>write(_ -> true));
        try {
            opened.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("the database of answers is not open yet", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        database.later(0, database::check);
        return database;
    }

    /** The result of reading, or null if it did not succeed in time. */
    <T> @Nullable T read(Work<@Nullable T> work) {
        int seen = generation;
        try {
            return readers.<@Nullable T>ask(() -> readNow(work));
        } catch (ExecutionException e) {
            if (DatabaseFile.isCorruption(cause(e))) {
                later(0, _ -> damaged(seen));
            } else {
                trouble.count("Reading an answer failed", cause(e));
            }
        } catch (TimeoutException e) {
            trouble.count("Reading an answer took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    private <T> @Nullable T readNow(Work<@Nullable T> work) throws SQLException {
        if (!use.readLock().tryLock()) {
            return null;
        }
        try {
            Connection pooled = idle.poll();
            Connection connection = pooled == null ? file.openReader() : pooled;
            try {
                T result = work.with(connection);
                idle.add(connection);
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        } finally {
            use.readLock().unlock();
        }
    }

    /** Does this later, or never if too much waits already; {@code bytes} is what it holds until then. */
    void later(long bytes, Work<@Nullable Void> work) {
        writes.offer(bytes, () -> write(work));
    }

    /** Does this after all that was begun before, and waits for it. The result is null if it failed or took too long. */
    <T> @Nullable T now(Work<@Nullable T> work) {
        Callable<@Nullable T> task = () -> write(work);
        try {
            return writes.submit(task).get(WAIT_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return null;
        } catch (ExecutionException e) {
            trouble.count("Writing answers failed", cause(e));
        } catch (TimeoutException e) {
            trouble.count("Writing answers took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** On the writing thread. */
    private <T> @Nullable T write(Work<@Nullable T> work) {
        try {
            Connection connection = connection();
            return connection == null ? null : work.with(connection);
        } catch (SQLException | IOException | RuntimeException e) {
            if (DatabaseFile.isCorruption(e) || DatabaseFile.isSchemaDamage(e)) {
                damage.count("The database of answers is damaged", e);
                rebuild();
            } else {
                trouble.count("Writing an answer failed", e);
            }
            return null;
        }
    }

    private @Nullable Connection connection() throws SQLException, IOException {
        if (writer == null && System.nanoTime() - lastAttempt >= REOPEN_NANOS) {
            lastAttempt = System.nanoTime();
            writer = file.openWriter();
        }
        return writer;
    }

    private @Nullable Void check(Connection connection) throws SQLException {
        if (!DatabaseFile.isSound(connection)) {
            throw corrupt();
        }
        return null;
    }

    /** A reader found the file damaged; unless that one was replaced meanwhile, it is now. */
    private @Nullable Void damaged(int seen) throws SQLException {
        if (seen == generation) {
            throw corrupt();
        }
        return null;
    }

    private static SQLException corrupt() {
        return new SQLException("its pages contradict each other", "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    private void rebuild() {
        use.writeLock().lock();
        try {
            closeAll();
            file.putAside();
            generation = generation + 1;
            writer = file.openWriter();
        } catch (SQLException | IOException e) {
            trouble.count("The damaged database could not be replaced", e);
        } finally {
            use.writeLock().unlock();
        }
    }

    private void closeAll() {
        for (Connection connection = idle.poll(); connection != null; connection = idle.poll()) {
            close(connection);
        }
        if (writer != null) {
            close(writer);
            writer = null;
        }
    }

    private void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            trouble.count("Closing the database failed", e);
        }
    }

    /** The damaged file that was put aside holds answers too: whoever wipes them wipes it. On the writing thread. */
    void deleteDamaged() {
        try {
            Files.deleteIfExists(file.aside());
        } catch (IOException e) {
            trouble.count("Deleting the damaged database failed", e);
        }
    }

    DatabaseFile file() {
        return file;
    }

    /** Failures so far. */
    long errors() {
        return trouble.sum();
    }

    /** Files found damaged so far. */
    long rebuilt() {
        return damage.sum();
    }

    /** Writes dropped so far. */
    long dropped() {
        return writes.dropped();
    }

    private static Throwable cause(ExecutionException e) {
        Throwable cause = e.getCause();
        return cause == null ? e : cause;
    }

    /** Gives what waits to be written two seconds. */
    @Override
    public void close() {
        readers.close();
        try {
            writes.submit(() -> {
                closeAll();
                return null;
            });
        } catch (RejectedExecutionException e) {
            return; // Closed before.
        }
        writes.close(CLOSE_LIMIT);
    }
}
