package dev.crema.mlx.embed;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Ops;
import java.util.ArrayList;
import java.util.List;

/**
 * Neighbouring texts of one length within a batch, whose rows stand one below the other without padding. They attend in one
 * operation.
 *
 * @param firstRow where they begin
 * @param texts how many they are
 * @param length tokens of each
 */
record TextRun(int firstRow, int texts, int length) {
    /** The runs of a batch of texts in their order. */
    static List<TextRun> of(List<int[]> batch) {
        List<TextRun> runs = new ArrayList<>();
        int row = 0;
        for (int from = 0, to; from < batch.size(); from = to) {
            int length = batch.get(from).length;
            for (to = from; to < batch.size() && batch.get(to).length == length; to++) {
                continue;
            }
            runs.add(new TextRun(row, to - from, length));
            row += (to - from) * length;
        }
        return runs;
    }

    /** This run's rows of a batch [rows, width]. */
    MlxArray of(MlxArray rows) {
        return Ops.rows(rows, firstRow, firstRow + texts * length);
    }
}
