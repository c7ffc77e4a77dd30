package dev.crema.mlx.engine;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.model.LanguageModel;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.sample.Sampled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Forward passes over sequences: chunks of prompts, and steps in which many sequences gain a token each. A step is sent
 * to the device before the tokens of the one before are read, so that the device never waits for the host.
 */
final class Decoder {
    private final LanguageModel model;

    Decoder(LanguageModel model) {
        this.model = model;
    }

    /**
     * The next {@code count} tokens of a sequence's prompt.
     */
    record Chunk(Sequence sequence, int count) {}

    /**
     * Computes a chunk of each of several prompts in one pass and waits. Where a chunk ends its prompt and the request wants
     * tokens, the first one is sampled.
     */
    void prefill(List<Chunk> chunks) {
        List<KvCache> caches =
                chunks.stream().map(chunk -> chunk.sequence().kv()).toList();
        int[] counts = chunks.stream().mapToInt(Chunk::count).toArray();
        try (MlxScope scope = MlxScope.open()) {
            MlxArray hidden = model.forward(MlxArray.ofInts(tokens(chunks)), Batch.prefill(caches, counts));
            List<MlxArray> wanted = new ArrayList<>();
            int end = 0;
            for (Chunk chunk : chunks) {
                end += chunk.count();
                Sequence sequence = chunk.sequence();
                wanted.addAll(sequence.kv().arrays());
                if (sequence.promptRemaining() == 0 && sequence.request.maxTokens() > 0) {
                    Sampled first = sequence.sampler().sample(model.logits(Ops.rows(hidden, end - 1, end)));
                    sequence.pending(first);
                    wanted.addAll(first.arrays());
                }
            }
            Ops.eval(wanted);
        }
    }

    private static int[] tokens(List<Chunk> chunks) {
        return chunks.stream()
                .flatMapToInt(chunk -> {
                    int from = chunk.sequence().kv().length();
                    return Arrays.stream(chunk.sequence().prompt(), from, from + chunk.count());
                })
                .toArray();
    }

    /** Sends a step that feeds every sequence its pending token; returns their next tokens, not yet computed. */
    List<Sampled> step(List<Sequence> sequences) {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray tokens = Ops.concatenate(
                    sequences.stream().map(Decoder::pendingToken).toList(), 0);
            List<KvCache> caches = sequences.stream().map(Sequence::kv).toList();
            MlxArray logits = model.logits(model.forward(tokens, Batch.decode(caches)));
            List<Sampled> next = sample(scope, sequences, logits);
            List<MlxArray> wanted = new ArrayList<>();
            for (Sampled sampled : next) {
                wanted.addAll(sampled.arrays());
            }
            Ops.asyncEval(wanted);
            return next;
        }
    }

    private static MlxArray pendingToken(Sequence sequence) {
        return java.util.Objects.requireNonNull(sequence.pending()).token();
    }

    private static List<Sampled> sample(MlxScope scope, List<Sequence> sequences, MlxArray logits) {
        boolean greedy =
                sequences.stream().allMatch(sequence -> sequence.sampler().plainGreedy());
        if (!greedy) {
            return IntStream.range(0, sequences.size())
                    .mapToObj(i -> sequences.get(i).sampler().sample(Ops.rows(logits, i, i + 1)))
                    .toList();
        }
        MlxArray best = Ops.argmax(logits, -1);
        return IntStream.range(0, sequences.size())
                .mapToObj(i -> new Sampled(scope.keep(Ops.slice(best, new int[] {i}, new int[] {i + 1})), null))
                .toList();
    }
}
