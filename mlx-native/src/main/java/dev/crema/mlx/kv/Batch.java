package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Attention;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.ops.Rope;
import java.util.ArrayList;
import java.util.List;

/**
 * Which sequences the rows of one forward pass belong to. The model computes all rows alike; only attention asks here.
 * Nothing is padded: a pass is either a run of rows of each sequence or one row of each. All sequences of a pass have one
 * layout.
 */
public sealed interface Batch {
    /**
     * Appends the rows' keys and values to their sequences and attends. Rows attend to each other's keys and values as the
     * cache holds them, quantized or not, so that a token's numbers do not depend on where chunks begin and end.
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
        return prefill(List.of(sequence), new int[] {rows});
    }

    /** A chunk of the prompt of each sequence, one after another: {@code rows[i]} rows belong to sequence i. */
    static Batch prefill(List<KvCache> sequences, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            sequences.get(i).reserve(rows[i]);
        }
        return new Prefill(List.copyOf(sequences), rows);
    }

    /** The next token of each sequence; their lengths may differ. */
    static Batch decode(List<KvCache> sequences) {
        for (KvCache sequence : sequences) {
            sequence.reserve(1);
        }
        int[] offsets = sequences.stream().mapToInt(KvCache::length).toArray();
        return new Decode(List.copyOf(sequences), offsets, MlxArray.ofInts(offsets));
    }

    /** A run of rows of each sequence. */
    record Prefill(List<KvCache> sequences, int[] rows) implements Batch {
        @Override
        public MlxArray attend(int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale) {
            if (rows.length == 1) {
                return attend(sequences.getFirst(), layer, q, k, v, rope, scale);
            }
            List<MlxArray> runs = new ArrayList<>(rows.length);
            int from = 0;
            for (int i = 0; i < rows.length; i++) {
                int to = from + rows[i];
                runs.add(attend(
                        sequences.get(i),
                        layer,
                        Ops.rows(q, from, to),
                        Ops.rows(k, from, to),
                        Ops.rows(v, from, to),
                        rope,
                        scale));
                from = to;
            }
            return Ops.concatenate(runs, 0);
        }

        private static MlxArray attend(
                KvCache sequence, int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale) {
            long[] planes = new long[sequence.planes()];
            sequence.handles(layer, planes, 0);
            return Attention.rows(q, k, v, planes, sequence.length(), rope, scale);
        }

        @Override
        public void advance() {
            for (int i = 0; i < rows.length; i++) {
                sequences.get(i).advance(rows[i]);
            }
        }
    }

    /** One row of each sequence. */
    record Decode(List<KvCache> sequences, int[] offsets, MlxArray positions) implements Batch {
        @Override
        public MlxArray attend(int layer, MlxArray q, MlxArray k, MlxArray v, Rope rope, float scale) {
            int each = sequences.getFirst().planes();
            long[] planes = new long[each * offsets.length];
            for (int i = 0; i < offsets.length; i++) {
                sequences.get(i).handles(layer, planes, i * each);
            }
            return Attention.batch(q, k, v, positions, planes, offsets, rope, scale);
        }

        @Override
        public void advance() {
            for (KvCache sequence : sequences) {
                sequence.advance(1);
            }
        }
    }
}
