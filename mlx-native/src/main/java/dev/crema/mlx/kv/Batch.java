package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Attention;
import dev.crema.mlx.ops.Rope;
import java.util.List;

/**
 * Which sequences the rows of one forward pass belong to. The model computes all rows alike; only attention asks here.
 * Nothing is padded: a pass is either several rows of one sequence or one row of each of several.
 */
public sealed interface Batch {
    /**
     * Appends the rows' keys and values to their sequences and attends.
     *
     * @param q [rows, heads, head dim]
     * @param k [rows, kv heads, head dim]
     * @param v as k
     * @return [rows, heads × head dim]
     */
    MlxArray attend(int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale);

    /** Called once after the last layer: the rows are now part of their sequences. */
    void advance();

    /** A chunk of one sequence's prompt. */
    static Batch prefill(KvCache sequence, int rows) {
        sequence.reserve(rows);
        return new Prefill(sequence, rows);
    }

    /** The next token of each sequence; their lengths may differ. */
    static Batch decode(List<KvCache> sequences) {
        for (KvCache sequence : sequences) {
            sequence.reserve(1);
        }
        int[] offsets = sequences.stream().mapToInt(KvCache::length).toArray();
        return new Decode(List.copyOf(sequences), offsets, MlxArray.ofInts(offsets));
    }

    /** Several rows of one sequence. */
    record Prefill(KvCache sequence, int rows) implements Batch {
        @Override
        public MlxArray attend(int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale) {
            return Attention.rows(
                    q, k, v, sequence.keys(layer), sequence.values(layer), sequence.length(), rope, scale);
        }

        @Override
        public void advance() {
            sequence.advance(rows);
        }
    }

    /** One row of each sequence. */
    record Decode(List<KvCache> sequences, int[] offsets, MlxArray positions) implements Batch {
        @Override
        public MlxArray attend(int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale) {
            long[] keys = new long[offsets.length];
            long[] values = new long[offsets.length];
            for (int i = 0; i < offsets.length; i++) {
                keys[i] = sequences.get(i).keys(layer).handle();
                values[i] = sequences.get(i).values(layer).handle();
            }
            return Attention.batch(q, k, v, positions, keys, values, offsets, rope, scale);
        }

        @Override
        public void advance() {
            for (KvCache sequence : sequences) {
                sequence.advance(1);
            }
        }
    }
}
