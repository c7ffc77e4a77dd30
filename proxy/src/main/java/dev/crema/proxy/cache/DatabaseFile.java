package dev.crema.proxy.cache;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The database of answers as a file: how it is opened, what is in it, and how a damaged one is put aside. Readable by its
 * owner only, as are the two files that SQLite keeps beside it. Immutable.
 *
 * @param maxBytes upper bound of the file's size
 */
record DatabaseFile(Path path, long maxBytes) {
    static final int PAGE_BYTES = 4096;

    /** Pages for indexes and roots that no answer accounts for. */
    private static final int SPARE_PAGES = 64;

    /** Tells our database from anybody else's: "Crma". */
    private static final int APPLICATION = 0x43726d61;

    private static final int SCHEMA_VERSION = 1;
    private static final int WRITER_WAIT_MILLIS = 2000;
    private static final int READER_WAIT_MILLIS = 100;
    private static final long LOG_BYTES = 4 << 20;

    private static final String[] SCHEMA = {
        """
        CREATE TABLE IF NOT EXISTS answer (
          key BLOB PRIMARY KEY, model TEXT NOT NULL, user TEXT NOT NULL, project TEXT NOT NULL, created INTEGER NOT NULL,
          last_used INTEGER NOT NULL, hits INTEGER NOT NULL, bytes INTEGER NOT NULL, payload BLOB NOT NULL,
          checksum BLOB NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS answer_model ON answer (model)",
        "CREATE INDEX IF NOT EXISTS answer_user ON answer (user)",
        "CREATE INDEX IF NOT EXISTS answer_project ON answer (project)",
        "CREATE INDEX IF NOT EXISTS answer_created ON answer (created)",
        "CREATE INDEX IF NOT EXISTS answer_last_used ON answer (last_used)",
        """
        CREATE TABLE IF NOT EXISTS vector (
          key BLOB PRIMARY KEY, scope BLOB NOT NULL, embedder TEXT NOT NULL, created INTEGER NOT NULL,
          vector BLOB NOT NULL, checksum BLOB NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS vector_created ON vector (created)"
    };

    /** Thrown if the file is a database of another program: then it is left alone. */
    static final class ForeignDatabaseException extends SQLException {
        ForeignDatabaseException(Path path) {
            super(path + " is the database of another program");
        }
    }

    /** Pages the file may have. */
    long maxPages() {
        return Math.max(2 * SPARE_PAGES, maxBytes / PAGE_BYTES);
    }

    /** Pages that answers and vectors may take, so that there is always room for one more and its index entries. */
    long usablePages() {
        return maxPages() - SPARE_PAGES;
    }

    /**
     * Opens it for writing; creates file and tables where they are missing.
     *
     * @throws IOException if there is no place for the file
     * @throws SQLException if SQLite cannot open it
     */
    Connection openWriter() throws IOException, SQLException {
        Path folder = path.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        protect(path, true);
        protect(beside("-wal"), false);
        protect(beside("-shm"), false);
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(WRITER_WAIT_MILLIS);
        config.setPageSize(PAGE_BYTES);
        Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
        try {
            prepare(connection);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private void prepare(Connection connection) throws SQLException {
        long application = number(connection, "PRAGMA application_id");
        boolean empty = number(connection, "SELECT count(*) FROM sqlite_schema") == 0;
        if (!empty && application != APPLICATION) {
            throw new ForeignDatabaseException(path);
        }
        if (!empty && number(connection, "PRAGMA user_version") != SCHEMA_VERSION) {
            throw new SQLException("another version's tables", "", SQLiteErrorCode.SQLITE_NOTADB.code);
        }
        execute(connection, "PRAGMA auto_vacuum=INCREMENTAL", "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL");
        execute(connection, "PRAGMA secure_delete=FAST", "PRAGMA journal_size_limit=" + LOG_BYTES);
        execute(connection, "PRAGMA max_page_count=" + maxPages());
        if (empty) {
            execute(connection, "BEGIN IMMEDIATE");
            execute(connection, SCHEMA);
            execute(connection, "PRAGMA application_id=" + APPLICATION, "PRAGMA user_version=" + SCHEMA_VERSION);
            execute(connection, "COMMIT");
        }
    }

    /**
     * Opens it for reading.
     *
     * @throws SQLException if it is not there, or SQLite cannot open it
     */
    Connection openReader() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.resetOpenMode(SQLiteOpenMode.CREATE);
        config.setBusyTimeout(READER_WAIT_MILLIS);
        Connection connection = config.createConnection("jdbc:sqlite:" + path.toAbsolutePath());
        try {
            execute(connection, "PRAGMA query_only=1");
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /** Reads all of it; false if its structure is damaged. What rows hold has checksums of its own. */
    static boolean isSound(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA quick_check(1)")) {
            return result.next() && "ok".equals(result.getString(1));
        }
    }

    /** Whether an error says that the file is no longer a sound database of ours. */
    static boolean isCorruption(Throwable error) {
        if (!(error instanceof SQLException e) || e instanceof ForeignDatabaseException) {
            return false;
        }
        int code = e.getErrorCode() & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Whether an error of one of our own statements says that the tables are not ours: their definitions are damaged. */
    static boolean isSchemaDamage(Throwable error) {
        return error instanceof SQLException e && e.getErrorCode() == SQLiteErrorCode.SQLITE_ERROR.code;
    }

    /** Makes room for a new one: the damaged one gets another name, for who wants to look at it. Nobody may have it open. */
    void putAside() throws IOException {
        Files.move(path, aside(), StandardCopyOption.REPLACE_EXISTING);
        Files.deleteIfExists(beside("-wal"));
        Files.deleteIfExists(beside("-shm"));
    }

    /** The last damaged file's name. */
    Path aside() {
        return beside(".damaged");
    }

    private Path beside(String ending) {
        return path.resolveSibling(path.getFileName() + ending);
    }

    private static void protect(Path file, boolean create) throws IOException {
        boolean posix = FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
        var ownerOnly = PosixFilePermissions.fromString("rw-------");
        if (!Files.exists(file)) {
            if (create && posix) {
                Files.createFile(file, PosixFilePermissions.asFileAttribute(ownerOnly));
            }
        } else if (posix && Files.isRegularFile(file)) {
            Files.setPosixFilePermissions(file, ownerOnly);
        }
    }

    /** The only number a query returns. */
    static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            return result.next() ? result.getLong(1) : 0;
        }
    }

    /** Runs statements whose results do not matter, each to its end: {@code execute} would stop at a first row. */
    static void execute(Connection connection, String... commands) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String command : commands) {
                statement.executeUpdate(command);
            }
        }
    }
}
