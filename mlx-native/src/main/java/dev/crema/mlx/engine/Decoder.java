package dev.crema.mlx.engine;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import dev.crema.mlx.kv.Batch;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.model.LanguageModel;
import dev.crema.mlx.ops.Ops;
import dev.crema.mlx.sample.Sampled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Forward passes over sequences: chunks of one prompt, and steps in which many sequences gain a token each. A step is sent
 * to the device before the tokens of the one before are read, so that the device never waits for the host.
 */
final class Decoder {
    private final LanguageModel model;

    Decoder(LanguageModel model) {
        this.model = model;
    }

    /**
     * Computes the next {@code count} tokens of a prompt and waits for them. If they end the prompt and the request wants
     * tokens, its first one is sampled.
     */
    void prefill(Sequence sequence, int count) {
        KvCache kv = sequence.kv();
        int from = kv.length();
        int[] chunk = java.util.Arrays.copyOfRange(sequence.prompt(), from, from + count);
        try (MlxScope scope = MlxScope.open()) {
            MlxArray hidden = model.forward(MlxArray.ofInts(chunk), Batch.prefill(kv, count));
            List<MlxArray> wanted = kv.arrays();
            if (sequence.promptRemaining() == 0 && sequence.request.maxTokens() > 0) {
                Sampled first = sequence.sampler().sample(model.logits(Ops.rows(hidden, count - 1, count)));
                sequence.pending(first);
                wanted.addAll(first.arrays());
            }
            Ops.eval(wanted);
        }
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
