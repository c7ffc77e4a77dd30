package dev.crema.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The vectors of one embedding model in the database of answers: read once, written behind. Safe from any thread. */
final class VectorTable {
    private final AnswerDatabase database;
    private final String embedder;
    private final int limit;

    /** Keeps the newest {@code limit} vectors of the model of that identity. */
    VectorTable(AnswerDatabase database, String embedder, int limit) {
        this.database = database;
        this.embedder = embedder;
        this.limit = limit;
    }

    /** Hands over what is kept, oldest first, as soon as the database has time; damaged rows are deleted. */
    void load(Consumer<List<MeaningEntry>> taker) {
        database.later(0, connection -> {
            List<MeaningEntry> entries = new ArrayList<>();
            List<byte[]> damaged = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT key, scope, created, vector, checksum FROM vector WHERE embedder = ? ORDER BY created, rowid")) {
                statement.setString(1, embedder);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        byte[] key = result.getBytes(1);
                        byte[] scope = result.getBytes(2);
                        byte[] vector = result.getBytes(4);
                        if (Arrays.equals(checksum(key, scope, result.getLong(3), vector), result.getBytes(5))) {
                            entries.add(new MeaningEntry(
                                    RequestKey.ofBytes(key), RequestKey.ofBytes(scope), MeaningEntry.vector(vector)));
                        } else {
                            damaged.add(key);
                        }
                    }
                }
            }
            for (byte[] key : damaged) {
                delete(connection, key);
            }
            taker.accept(entries);
            return null;
        });
    }

    private byte[] checksum(byte[] key, byte[] scope, long created, byte[] vector) {
        return Checksums.of(key, scope, embedder.getBytes(StandardCharsets.UTF_8), Checksums.bytes(created), vector);
    }

    void add(MeaningEntry entry, long createdMillis) {
        byte[] key = entry.answer().bytes();
        byte[] scope = entry.scope().bytes();
        byte[] vector = entry.vectorBytes();
        database.later(vector.length, connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "INSERT OR REPLACE INTO vector (key, scope, embedder, created, vector, checksum) VALUES (?,?,?,?,?,?)")) {
                statement.setBytes(1, key);
                statement.setBytes(2, scope);
                statement.setString(3, embedder);
                statement.setLong(4, createdMillis);
                statement.setBytes(5, vector);
                statement.setBytes(6, checksum(key, scope, createdMillis, vector));
                statement.executeUpdate();
            }
            // Those of embedding models that are no longer used go first: they are the oldest.
            try (PreparedStatement statement = connection.prepareStatement("DELETE FROM vector WHERE rowid IN"
                    + " (SELECT rowid FROM vector ORDER BY created DESC, rowid DESC LIMIT -1 OFFSET ?)")) {
                statement.setInt(1, limit);
                statement.executeUpdate();
            }
            return null;
        });
    }

    void delete(RequestKey answer) {
        database.later(0, connection -> delete(connection, answer.bytes()));
    }

    private static @Nullable Void delete(Connection connection, byte[] key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("DELETE FROM vector WHERE key = ?")) {
            statement.setBytes(1, key);
            statement.executeUpdate();
        }
        return null;
    }

    void clear() {
        database.now(connection -> {
            DatabaseFile.execute(connection, "DELETE FROM vector");
            return null;
        });
    }
}
