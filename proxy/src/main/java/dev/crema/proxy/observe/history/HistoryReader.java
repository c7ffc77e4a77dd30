package dev.crema.proxy.observe.history;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.sqlite.SQLiteConfig;

/** Reads the history's file from outside: whether or not a server writes to it, and without changing it. */
public final class HistoryReader {
    private static final int BUSY_MILLIS = 2000;

    private HistoryReader() {}

    /**
     * Answers several queries from one state of the file. What a server has not written yet, some seconds' worth, is missing.
     *
     * @param file may be missing: nothing has happened yet
     * @throws HistoryException if it cannot be read
     */
    public static List<HistoryView> read(Path file, List<HistoryQuery> queries) {
        List<HistoryView> views = new ArrayList<>();
        if (!Files.exists(file)) {
            queries.forEach(query -> views.add(HistoryView.of(query, Map.of())));
            return views;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            connection.setAutoCommit(false);
            for (HistoryQuery query : queries) {
                views.add(HistoryView.of(query, HistoryTable.sums(connection, query)));
            }
            return views;
        } catch (SQLException e) {
            throw new HistoryException(
                    "The history in " + file + " cannot be read (" + e.getMessage()
                            + "). If it is damaged, the next start of 'crema serve' puts it aside and begins a new one.",
                    e);
        }
    }
}
