package dev.crema.proxy.cache;

import dev.crema.proxy.chat.CacheLevel;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The third level: answers in a database on this machine, which survive a restart. Safe from any thread. Rows are checked when
 * they are read, so a damaged one is never an answer.
 */
final class SqliteAnswers implements AnswerTier {
    /** A single answer may take this share of the file. */
    private static final int LARGEST_SHARE = 8;

    private static final Duration PURGE_INTERVAL = Duration.ofMinutes(10);

    private final AnswerDatabase database;
    private final Duration ttl;
    private final InstantSource clock;
    private final LongAdder hits = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder evictions = new LongAdder();
    private final LongAdder corrupt = new LongAdder();
    private volatile Size lastSize = new Size(0, 0);

    // Touched by the database's writing thread only.
    private long lastPurgeMillis;

    /** How much there is. */
    private record Size(long entries, long bytes) {}

    /** On a database that stays the caller's, to be closed after this. */
    SqliteAnswers(AnswerDatabase database, Duration ttl, InstantSource clock) {
        this.database = database;
        this.ttl = ttl;
        this.clock = clock;
        // A budget may have shrunk since the last run.
        database.later(0, connection -> {
            purge(connection);
            makeRoom(connection, 0);
            return null;
        });
    }

    @Override
    public CacheLevel level() {
        return CacheLevel.L3;
    }

    @Override
    public byte @Nullable [] find(RequestKey key) {
        AnswerRow row = database.read(connection -> select(connection, key));
        if (row == null) {
            return null;
        }
        if (row.origin().createdMillis() < oldest()) {
            database.later(0, connection -> delete(connection, key, evictions));
            return null;
        }
        hits.increment();
        database.later(0, connection -> touch(connection, key));
        return row.payload();
    }

    private @Nullable AnswerRow select(Connection connection, RequestKey key) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT " + AnswerRow.COLUMNS + " FROM answer WHERE key = ?")) {
            statement.setBytes(1, key.bytes());
            try (ResultSet result = statement.executeQuery()) {
                return result.next() ? AnswerRow.read(result, key) : null;
            }
        } catch (DamagedRowException e) {
            database.later(0, writer -> delete(writer, key, corrupt));
            return null;
        }
    }

    private @Nullable Void delete(Connection connection, RequestKey key, LongAdder counter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM answer WHERE key = ?")) {
            statement.setBytes(1, key.bytes());
            counter.add(statement.executeUpdate());
        }
        return null;
    }

    private @Nullable Void touch(Connection connection, RequestKey key) throws SQLException {
        AnswerRow row = select(connection, key);
        if (row != null) {
            insert(connection, row.used(clock.millis()));
        }
        return null;
    }

    @Override
    public void store(RequestKey key, Origin origin, byte[] payload) {
        if (payload.length > database.file().maxBytes() / LARGEST_SHARE) {
            return;
        }
        AnswerRow row = new AnswerRow(key, origin, clock.millis(), 0, payload);
        database.later(payload.length, connection -> {
            if (clock.millis() - lastPurgeMillis >= PURGE_INTERVAL.toMillis()) {
                purge(connection);
            }
            makeRoom(connection, payload.length);
            insert(connection, row);
            stored.increment();
            return null;
        });
    }

    private static void insert(Connection connection, AnswerRow row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "INSERT OR REPLACE INTO answer (" + AnswerRow.COLUMNS + ") VALUES (?,?,?,?,?,?,?,?,?,?)")) {
            statement.setBytes(1, row.key().bytes());
            statement.setString(2, row.origin().model());
            statement.setString(3, row.origin().user());
            statement.setString(4, row.origin().project());
            statement.setLong(5, row.origin().createdMillis());
            statement.setLong(6, row.lastUsedMillis());
            statement.setLong(7, row.hits());
            statement.setLong(8, row.payload().length);
            statement.setBytes(9, row.payload());
            statement.setBytes(10, row.checksum());
            statement.executeUpdate();
        }
    }

    private long oldest() {
        return clock.millis() - ttl.toMillis();
    }

    private void purge(Connection connection) throws SQLException {
        lastPurgeMillis = clock.millis();
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM answer WHERE created < ?")) {
            statement.setLong(1, oldest());
            evictions.add(statement.executeUpdate());
        }
    }

    /** Deletes what was not used for longest, a twentieth at a time, until so many bytes more fit. */
    private void makeRoom(Connection connection, long bytes) throws SQLException {
        long usable = database.file().usablePages() - Math.ceilDiv(bytes, (long) DatabaseFile.PAGE_BYTES);
        long count = -1;
        while (usedPages(connection) > usable && count != 0) {
            count = DatabaseFile.number(connection, "SELECT count(*) FROM answer");
            try (PreparedStatement statement = connection.prepareStatement(
                    "DELETE FROM answer WHERE key IN (SELECT key FROM answer ORDER BY last_used LIMIT ?)")) {
                statement.setLong(1, Math.max(1, count / 20));
                evictions.add(statement.executeUpdate());
            }
        }
        if (DatabaseFile.number(connection, "PRAGMA page_count")
                > database.file().maxPages()) {
            shrink(connection);
        }
    }

    private static long usedPages(Connection connection) throws SQLException {
        return DatabaseFile.number(connection, "PRAGMA page_count")
                - DatabaseFile.number(connection, "PRAGMA freelist_count");
    }

    /** Gives free pages back to the file system, so that nothing of what was deleted remains in the file. */
    private static void shrink(Connection connection) throws SQLException {
        DatabaseFile.execute(connection, "PRAGMA incremental_vacuum", "PRAGMA wal_checkpoint(TRUNCATE)");
    }

    /** Forgets the answers made for that project, model or user; returns how many there were. */
    int wipe(AnswerOwner owner, String name) {
        return wipe("DELETE FROM answer WHERE " + owner.column() + " = ?", name);
    }

    @Override
    public void clear() {
        wipe("DELETE FROM answer WHERE ? IS NOT NULL", "");
    }

    private int wipe(String sql, String value) {
        Integer count = database.now(connection -> {
            int deleted;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, value);
                deleted = statement.executeUpdate();
            }
            // What led to those answers by its meaning goes with them.
            DatabaseFile.execute(connection, "DELETE FROM vector WHERE key NOT IN (SELECT key FROM answer)");
            shrink(connection);
            database.deleteDamaged();
            return deleted;
        });
        return count == null ? 0 : count;
    }

    private Size size() {
        Size size = database.read(connection -> new Size(
                DatabaseFile.number(connection, "SELECT count(*) FROM answer"),
                usedPages(connection) * DatabaseFile.PAGE_BYTES));
        if (size != null) {
            lastSize = size;
        }
        return lastSize;
    }

    /** Entries and bytes are those of a moment ago if the database does not answer in time. */
    @Override
    public TierStats stats() {
        Size size = size();
        return new TierStats(
                hits.sum(),
                stored.sum(),
                size.entries(),
                size.bytes(),
                evictions.sum(),
                corrupt.sum() + database.rebuilt(),
                database.errors(),
                database.dropped());
    }

    @Override
    public void close() {
        // The database is its owner's.
    }
}
