package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.ops.Rope;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Queries, keys and values of a run of tokens, as plain numbers [tokens, heads, head dim]; layer i sees them times i + 1. */
record Rows(KvLayout layout, int tokens, float[] queries, float[] keys, float[] values) {
    /** Query heads per key head. */
    private static final int GROUP = 2;

    private static final float SCALE = 0.125f;

    /** Numbers in [-1, 1). */
    static Rows random(KvLayout layout, int seed, int tokens) {
        Random random = new Random(seed);
        int size = tokens * layout.kvHeads() * layout.headDim();
        return new Rows(layout, tokens, random(random, GROUP * size), random(random, size), random(random, size));
    }

    private static float[] random(Random random, int count) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = random.nextFloat(-1, 1);
        }
        return numbers;
    }

    Rows part(int from, int to) {
        int width = layout.kvHeads() * layout.headDim();
        return new Rows(
                layout,
                to - from,
                Arrays.copyOfRange(queries, GROUP * from * width, GROUP * to * width),
                Arrays.copyOfRange(keys, from * width, to * width),
                Arrays.copyOfRange(values, from * width, to * width));
    }

    /** Appends them to a sequence as one chunk; returns what layer 0 attended. */
    float[] prefill(KvCache sequence, Rope rope) {
        return pass(() -> Batch.prefill(sequence, tokens), 1, rope);
    }

    /** Appends this single row to each of several sequences; returns what layer 0 attended, by sequence. */
    float[] decode(List<KvCache> sequences, Rope rope) {
        return pass(() -> Batch.decode(sequences), sequences.size(), rope);
    }

    private float[] pass(Supplier<Batch> start, int copies, Rope rope) {
        try (MlxScope scope = MlxScope.open()) {
            Batch batch = start.get();
            float[] first = {};
            for (int layer = 0; layer < layout.layers(); layer++) {
                MlxArray out = batch.attend(
                        layer,
                        array(queries, GROUP * layout.kvHeads(), copies, layer),
                        array(keys, layout.kvHeads(), copies, layer),
                        array(values, layout.kvHeads(), copies, layer),
                        rope,
                        SCALE);
                first = layer == 0 ? out.toFloats() : first;
            }
            batch.advance();
            return first;
        }
    }

    private MlxArray array(float[] numbers, int heads, int copies, int layer) {
        float[] scaled = new float[numbers.length * copies];
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] = numbers[i % numbers.length] * (layer + 1);
        }
        return Ops.astype(MlxArray.ofFloats(scaled, tokens * copies, heads, layout.headDim()), layout.dtype());
    }

    /** What a sequence holds of these rows in layer 0, as dense numbers. */
    Rows held(KvCache sequence) {
        try (KvBlock block = sequence.copy(0, tokens);
                MlxScope scope = MlxScope.open()) {
            int planes = block.planes().size();
            return new Rows(layout, tokens, queries, dense(block, 0, planes / 2), dense(block, planes / 2, planes));
        }
    }

    private float[] dense(KvBlock block, int from, int to) {
        List<MlxArray> planes = block.planes().subList(from, to).stream()
                .map(KvBlock.Plane::array)
                .toList();
        MlxArray numbers = to - from == 1
                ? planes.getFirst()
                : Ops.dequantize(
                        planes.get(0),
                        planes.get(1),
                        planes.get(2),
                        layout.groupSize(),
                        layout.format().bits());
        return Ops.transpose(Ops.rows(numbers, 0, 1), 0, 2, 1, 3).toFloats();
    }
}
