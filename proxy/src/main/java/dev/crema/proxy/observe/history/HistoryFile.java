package dev.crema.proxy.observe.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The history's SQLite file while a process writes to it: readable by its owner only, checked when it is opened, and put
 * aside if it is broken. Write-ahead logging lets others read meanwhile, and keeps what was committed when the process is
 * killed. One thread.
 */
final class HistoryFile implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryFile.class);
    private static final int BUSY_MILLIS = 1000;
    private static final int PAGE_BYTES = 4096;

    private final Connection connection;

    private HistoryFile(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens or makes the file. A broken one is renamed to end in {@code .broken}, in place of one broken earlier.
     *
     * @param maxBytes upper bound of the file; what would make it larger fails
     * @throws SQLException if the file cannot be used, for example because its folder is read-only
     */
    static HistoryFile open(Path file, long maxBytes) throws SQLException, IOException {
        try {
            return opened(file, maxBytes);
        } catch (SQLException e) {
            if (!broken(e)) {
                throw e;
            }
            LOG.warn(
                    "The history {} is damaged and begins anew ({}); what is left of it is kept as {}.broken.",
                    file,
                    e.getMessage(),
                    file);
            Files.move(file, sibling(file, ".broken"), StandardCopyOption.REPLACE_EXISTING);
            Files.deleteIfExists(sibling(file, "-wal"));
            Files.deleteIfExists(sibling(file, "-shm"));
            return opened(file, maxBytes);
        }
    }

    private static HistoryFile opened(Path file, long maxBytes) throws SQLException, IOException {
        makeOwnerOnly(file);
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_MILLIS);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try {
            check(connection);
            HistoryTable.prepare(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA max_page_count = " + maxBytes / PAGE_BYTES);
            }
            return new HistoryFile(connection);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** SQLite gives its companions, the log and its index, the same permissions. */
    private static void makeOwnerOnly(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file);
        }
        var posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
        if (posix != null) {
            posix.setPermissions(PosixFilePermissions.fromString("rw-------"));
        }
    }

    private static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("PRAGMA integrity_check(1)")) {
            if (!found.next() || !"ok".equals(found.getString(1))) {
                throw new SQLiteException("The integrity check failed", SQLiteErrorCode.SQLITE_CORRUPT);
            }
        }
    }

    /** Whether another file would do: this one is no database, damaged, or has a table of another shape. */
    private static boolean broken(SQLException e) {
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code
                || code == SQLiteErrorCode.SQLITE_NOTADB.code
                || code == SQLiteErrorCode.SQLITE_ERROR.code;
    }

    private static Path sibling(Path file, String ending) {
        return file.resolveSibling(file.getFileName() + ending);
    }

    void add(Map<HistoryKey, Tally> rows) throws SQLException {
        HistoryTable.add(connection, rows);
    }

    Map<String, Tally> sums(HistoryQuery query) throws SQLException {
        return HistoryTable.sums(connection, query);
    }

    /**
     * Deletes what is older than some hours. A clock that is wrong now must not delete everything, so the age counts from the
     * newest row if that is earlier.
     */
    void keep(long hours, long currentHour) throws SQLException {
        long newest = Math.min(currentHour, HistoryTable.newestHour(connection));
        HistoryTable.forget(connection, newest - hours);
    }

    /** Moves the log into the file and removes it. */
    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
