package dev.crema.proxy.cache;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;

/**
 * An answer as the database holds it.
 *
 * @param lastUsedMillis when it was last found or written, since 1970
 * @param hits how often it was found
 */
record AnswerRow(RequestKey key, Origin origin, long lastUsedMillis, long hits, byte[] payload) {
    /** The columns that {@link #read} wants, in its order. */
    static final String COLUMNS = "key, model, user, project, created, last_used, hits, bytes, payload, checksum";

    /** A hash over everything else in the row: a flipped bit anywhere makes it another. */
    byte[] checksum() {
        return Checksums.of(
                key.bytes(),
                text(origin.model()),
                text(origin.user()),
                text(origin.project()),
                Checksums.bytes(origin.createdMillis(), lastUsedMillis, hits, payload.length),
                payload);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Found once more. */
    AnswerRow used(long nowMillis) {
        return new AnswerRow(key, origin, nowMillis, hits + 1, payload);
    }

    /**
     * The row a result stands at, if it is the one written under that key.
     *
     * @throws DamagedRowException if it is not
     */
    static AnswerRow read(ResultSet result, RequestKey key) throws SQLException {
        byte[] payload = result.getBytes(9);
        String model = result.getString(2);
        String user = result.getString(3);
        String project = result.getString(4);
        if (payload == null || model == null || user == null || project == null) {
            throw new DamagedRowException();
        }
        Origin origin = new Origin(model, user, project, result.getLong(5));
        AnswerRow row = new AnswerRow(key, origin, result.getLong(6), result.getLong(7), payload);
        if (result.getLong(8) != payload.length || !Arrays.equals(row.checksum(), result.getBytes(10))) {
            throw new DamagedRowException();
        }
        return row;
    }
}
