package dev.crema.proxy.observe.history;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The SQL of the history: one table, a row for each hour, model, project and client. */
final class HistoryTable {
    private static final String ADD = "INSERT INTO hours (hour, model, project, client, " + columns(column -> column)
            + ") VALUES (?, ?, ?, ?, " + columns(column -> "?")
            + ") ON CONFLICT (hour, model, project, client) DO UPDATE SET "
            + columns(column -> column + " = " + column + " + excluded." + column);

    private HistoryTable() {}

    /**
     * Makes the table, or brings that of an older version up to date.
     *
     * @throws SQLException if there is a table of that name which rows cannot be added to
     */
    static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS hours ("
                    + "hour INTEGER NOT NULL, model TEXT NOT NULL, project TEXT NOT NULL, client TEXT NOT NULL, "
                    + columns(column -> column + " INTEGER NOT NULL DEFAULT 0")
                    + ", PRIMARY KEY (hour, model, project, client)) WITHOUT ROWID");
            Set<String> present = new HashSet<>();
            try (ResultSet table = statement.executeQuery("PRAGMA table_info(hours)")) {
                while (table.next()) {
                    present.add(table.getString("name"));
                }
            }
            for (Measure measure : Measure.values()) {
                if (!present.contains(measure.column())) {
                    statement.execute(
                            "ALTER TABLE hours ADD COLUMN " + measure.column() + " INTEGER NOT NULL DEFAULT 0");
                }
            }
        }
        connection.prepareStatement(ADD).close();
    }

    /** Adds sums to their rows: all of them, or none. After a failure the connection must be closed. */
    static void add(Connection connection, Map<HistoryKey, Tally> rows) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement insert = connection.prepareStatement(ADD)) {
            for (Map.Entry<HistoryKey, Tally> row : rows.entrySet()) {
                bind(insert, row.getKey(), row.getValue());
                insert.addBatch();
            }
            insert.executeBatch();
        }
        connection.commit();
        connection.setAutoCommit(true);
    }

    private static void bind(PreparedStatement insert, HistoryKey key, Tally tally) throws SQLException {
        insert.setLong(1, key.hour());
        insert.setString(2, key.model());
        insert.setString(3, key.project());
        insert.setString(4, key.client());
        for (Measure measure : Measure.values()) {
            insert.setLong(5 + measure.ordinal(), tally.get(measure));
        }
    }

    /** Sums by the values of the grouping's column. */
    static Map<String, Tally> sums(Connection connection, HistoryQuery query) throws SQLException {
        String group = query.by().column();
        String sql = "SELECT " + group + ", " + columns(column -> "sum(" + column + ")")
                + " FROM hours WHERE hour >= ? AND hour < ? GROUP BY " + group;
        Map<String, Tally> sums = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, query.firstHour());
            select.setLong(2, query.endHour());
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    Map<Measure, Long> values = new EnumMap<>(Measure.class);
                    for (Measure measure : Measure.values()) {
                        values.put(measure, found.getLong(2 + measure.ordinal()));
                    }
                    sums.put(found.getString(1), Tally.of(values));
                }
            }
        }
        return sums;
    }

    /** The last hour with a row; {@link Long#MAX_VALUE} if there is none. */
    static long newestHour(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet newest = statement.executeQuery("SELECT max(hour) FROM hours")) {
            long hour = newest.next() ? newest.getLong(1) : 0;
            return newest.wasNull() ? Long.MAX_VALUE : hour;
        }
    }

    /** Deletes what is older. */
    static void forget(Connection connection, long beforeHour) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM hours WHERE hour < ?")) {
            delete.setLong(1, beforeHour);
            delete.executeUpdate();
        }
    }

    private static String columns(Function<String, String> form) {
        return Arrays.stream(Measure.values())
                .map(measure -> form.apply(measure.column()))
                .collect(Collectors.joining(", "));
    }
}
