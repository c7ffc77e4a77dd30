package dev.crema.mlx.engine;

import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.kv.KvCache;
import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.kv.PrefixCache;
import dev.crema.mlx.kv.Thaw;
import dev.crema.mlx.model.LanguageModel;
import dev.crema.mlx.sample.Sampled;
import dev.crema.mlx.sample.Sampler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Continuous batching: requests join and leave between steps. Each {@link #turn} is one chunk of prompts or one decode step of
 * every running sequence. Engine thread only.
 */
final class Scheduler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Scheduler.class);
    private static final Duration SSD_PATIENCE = Duration.ofMillis(20);
    /** Room for an answer that is made from the start; longer ones make their caches grow. */
    private static final int USUAL_ANSWER = 256;

    private final KvLayout kvLayout;
    private final Decoder decoder;
    private final PrefixCache cache;
    private final PrefillPolicy policy;
    private final EngineCounters counters;
    private final EngineOptions options;
    private final Set<Integer> endOfTurn;
    private final int vocabulary;
    private final Runnable onDone;

    private final Deque<Sequence> queued = new ArrayDeque<>();
    private final List<Sequence> prefilling = new ArrayList<>();
    private final List<Sequence> decoding = new ArrayList<>();
    private int requestsSinceReset;
    private long tokensSinceReset;

    /**
     * @param kv its cache is closed with this
     * @param endOfTurn tokens that end an answer
     * @param vocabulary size of the logits
     * @param onDone called once for every submitted sequence that has ended
     */
    Scheduler(
            LanguageModel model,
            KvTiers kv,
            EngineOptions options,
            EngineCounters counters,
            Set<Integer> endOfTurn,
            int vocabulary,
            Runnable onDone) {
        this.kvLayout = kv.layout();
        this.decoder = new Decoder(model);
        this.cache = kv.cache();
        this.policy = new PrefillPolicy(options.prefillChunk(), options.kv().blockTokens());
        this.options = options;
        this.counters = counters;
        this.endOfTurn = endOfTurn;
        this.vocabulary = vocabulary;
        this.onDone = onDone;
    }

    void submit(Sequence sequence) {
        sequence.emit(new GenerationEvent.Queued(queued.size()));
        queued.add(sequence);
    }

    /** Ends a sequence that no scheduler will take. */
    static void reject(Sequence sequence) {
        sequence.emit(new GenerationEvent.Finished(
                FinishReason.CANCELLED,
                null,
                new GenerationEvent.GenerationUsage(0, 0, 0, sequence.prompt().length, 0, 0),
                sequence.timings()));
    }

    boolean idle() {
        return queued.isEmpty() && prefilling.isEmpty() && decoding.isEmpty();
    }

    /** Does one piece of work; waits if all it could do depends on the SSD. */
    void turn() throws InterruptedException {
        dropCancelled(queued);
        dropCancelled(prefilling);
        dropCancelled(decoding);
        admit();
        boolean worked = policy.prefillNext(!prefilling.isEmpty(), !decoding.isEmpty()) && prefillChunk();
        if (!worked && !decoding.isEmpty()) {
            decodeStep();
        } else if (!worked) {
            awaitSsd();
        }
        cache.writeBehind(false);
        if (idle()) {
            resetIfDue();
            // MLX releases a step's temporary buffers a moment after its result: they must not count as memory in use.
            NativeRuntime.check(Shim.crema_synchronize());
        }
        publish();
    }

    /** What can be done while nobody asks. True if there is more of it. */
    boolean tidy() {
        cache.writeBehind(true);
        publish();
        return cache.dirty();
    }

    private void awaitSsd() throws InterruptedException {
        for (Sequence sequence : prefilling) {
            if (!sequence.started() && !sequence.thaw().advance()) {
                sequence.thaw().await(SSD_PATIENCE);
                return;
            }
        }
    }

    private void resetIfDue() {
        boolean due = options.kv().resetRequests() > 0
                        && requestsSinceReset >= options.kv().resetRequests()
                || options.kv().resetTokens() > 0
                        && tokensSinceReset >= options.kv().resetTokens();
        if (due) {
            requestsSinceReset = 0;
            tokensSinceReset = 0;
            counters.reset();
            cache.clear();
            NativeRuntime.check(Shim.crema_clear_cache());
        }
    }

    void limitCache(long bytes) {
        cache.limit(bytes);
    }

    void budgetCache(long bytes) {
        cache.budget(bytes);
    }

    void forget(@Nullable String project) {
        cache.forget(project);
    }

    void publish() {
        counters.publish(prefilling.size() + decoding.size(), queued.size(), cache, kvLayout);
    }

    private void dropCancelled(Iterable<Sequence> sequences) {
        for (Iterator<Sequence> all = sequences.iterator(); all.hasNext(); ) {
            Sequence sequence = all.next();
            if (sequence.cancelled()) {
                all.remove();
                finish(sequence, FinishReason.CANCELLED);
            }
        }
    }

    /** By rank; those who only warm the cache when nobody else is here. */
    private void admit() {
        while (active() < options.maxActive()) {
            boolean others = active() > 0;
            Sequence next = queued.stream()
                    .filter(sequence -> !(others && sequence.warming()))
                    .min(Comparator.comparing(Sequence::rank).thenComparingLong(sequence -> sequence.submittedAt))
                    .orElse(null);
            if (next == null || next.warming() && !prefilling.isEmpty() || others && !fits(next)) {
                return;
            }
            queued.remove(next);
            prefilling.add(next);
            next.thaw(cache.thaw(next.prompt(), next.prompt().length - 1));
        }
    }

    private int active() {
        return decoding.size()
                + (int) prefilling.stream()
                        .filter(sequence -> !sequence.warming())
                        .count();
    }

    /** Whether memory for running sequences is left for this one as well. */
    private boolean fits(Sequence sequence) {
        long tokens = Stream.concat(prefilling.stream(), decoding.stream())
                .mapToLong(Scheduler::expectedTokens)
                .sum();
        return (tokens + expectedTokens(sequence)) * kvLayout.bytesPerToken()
                <= options.kv().liveBytes();
    }

    private static int expectedTokens(Sequence sequence) {
        int begun = sequence.started() ? sequence.kv().length() : 0;
        return Math.max(begun, sequence.prompt().length) + Math.min(sequence.request.maxTokens(), USUAL_ANSWER);
    }

    /** False if there was nothing to compute. */
    private boolean prefillChunk() {
        List<Decoder.Chunk> chunks = nextChunks();
        if (chunks.isEmpty()) {
            return false;
        }
        try {
            int tokens = chunks.stream().mapToInt(Decoder.Chunk::count).sum();
            long begun = System.nanoTime();
            decoder.prefill(chunks);
            long nanos = System.nanoTime() - begun;
            NativeRuntime.check(Shim.crema_clear_cache());
            policy.prefilled(tokens, nanos);
            counters.prefilled(tokens, nanos);
            chunks.forEach(chunk -> afterChunk(chunk.sequence()));
        } catch (RuntimeException e) {
            for (Decoder.Chunk chunk : chunks) {
                // Those that went on to decode or ended are no longer this chunk's.
                if (prefilling.remove(chunk.sequence())) {
                    fail(chunk.sequence(), e);
                }
            }
        }
        return true;
    }

    private List<Decoder.Chunk> nextChunks() {
        List<Decoder.Chunk> chunks = new ArrayList<>();
        boolean others = active() > 0;
        List<Sequence> line = policy.line(prefilling).stream()
                .filter(sequence -> !(others && sequence.warming()))
                .toList();
        int left = policy.chunkTokens(line, !decoding.isEmpty());
        for (Sequence sequence : line) {
            if (left > 0 && (sequence.started() || started(sequence))) {
                int count = Math.min(left, sequence.promptRemaining());
                chunks.add(new Decoder.Chunk(sequence, count));
                left -= count;
            }
        }
        return chunks;
    }

    private boolean started(Sequence sequence) {
        if (!sequence.thaw().advance() || policy.waitsForAnother(sequence, prefilling, cache)) {
            return false;
        }
        try {
            start(sequence);
            return true;
        } catch (RuntimeException e) {
            prefilling.remove(sequence);
            fail(sequence, e);
            return false;
        }
    }

    private void afterChunk(Sequence sequence) {
        cache.store(sequence.prompt(), sequence.kv().length(), sequence.kv(), false, sequence.owner());
        emitProgress(sequence);
        if (sequence.promptRemaining() == 0) {
            pinHead(sequence);
            prefilling.remove(sequence);
            if (sequence.pending() == null) {
                finish(sequence, FinishReason.MAX_TOKENS);
            } else {
                decoding.add(sequence);
            }
        }
    }

    private void pinHead(Sequence sequence) {
        CacheHint hint = sequence.request.hint();
        if (sequence.rank() == CacheHint.RequestClass.MAIN && hint.headTokens() > 0) {
            cache.pin(hint.sessionId(), sequence.prompt(), hint.headTokens());
        }
    }

    /** Takes what the prefix cache has of the prompt; its last token is always computed, for its logits. */
    private void start(Sequence sequence) {
        int[] prompt = sequence.prompt();
        PrefixCache.Match match = cache.lookup(prompt, prompt.length - 1, sequence.main(), sequence.thaw());
        int expected = expectedTokens(sequence);
        KvCache kv = match.tokens() == 0
                ? KvCache.empty(kvLayout, expected)
                : KvCache.restored(kvLayout, match.blocks(), match.tokens(), expected);
        sequence.start(kv, match, new Sampler(sequence.request.sampling(), prompt, vocabulary));
        sequence.thaw().close();
        sequence.thaw(Thaw.NOTHING);
        counters.reused(match.tokens() - match.fromSsd(), match.fromSsd());
        requestsSinceReset++;
        tokensSinceReset += prompt.length;
        emitProgress(sequence);
    }

    private static void emitProgress(Sequence sequence) {
        sequence.emit(
                new GenerationEvent.Prefill(sequence.kv().length(), sequence.prompt().length, sequence.reused(), 0));
    }

    private void decodeStep() {
        long begun = System.nanoTime();
        List<Sequence> current = List.copyOf(decoding);
        List<Sequence> feeding = current.stream().filter(Sequence::wantsMore).toList();
        List<Sampled> next;
        try {
            next = feeding.isEmpty() ? List.of() : decoder.step(feeding);
        } catch (RuntimeException e) {
            decoding.removeAll(feeding);
            feeding.forEach(sequence -> fail(sequence, e));
            return;
        }
        int fed = 0;
        for (Sequence sequence : current) {
            boolean continues = fed < feeding.size() && feeding.get(fed) == sequence;
            receive(sequence, continues ? next.get(fed++) : null);
        }
        long nanos = System.nanoTime() - begun;
        policy.decoded(nanos);
        counters.decoded(nanos);
    }

    /** Reads a sequence's pending token, passes it on, and makes {@code next} the pending one. */
    private void receive(Sequence sequence, @Nullable Sampled next) {
        try (Sampled sampled = Objects.requireNonNull(sequence.pending())) {
            sequence.pending(next);
            int token = sampled.token().toInt();
            sequence.append(token);
            counters.generated();
            if (endOfTurn.contains(token)) {
                end(sequence, FinishReason.END_OF_TURN);
                return;
            }
            String text = sequence.text.add(token);
            sequence.emit(new GenerationEvent.Token(token, text, Logprobs.read(sampled, token)));
            if (sequence.text.stopString() != null) {
                end(sequence, FinishReason.STOP_STRING);
            } else if (next == null) {
                end(sequence, sequence.limitReached());
            }
        } catch (RuntimeException e) {
            decoding.remove(sequence);
            fail(sequence, e);
        }
    }

    private void end(Sequence sequence, FinishReason reason) {
        decoding.remove(sequence);
        finish(sequence, reason);
    }

    private void finish(Sequence sequence, FinishReason reason) {
        try {
            flushText(sequence, reason);
            GenerationEvent.GenerationUsage usage = keep(sequence);
            sequence.emit(new GenerationEvent.Finished(reason, sequence.text.stopString(), usage, sequence.timings()));
        } catch (RuntimeException e) {
            LOG.error("A sequence ended with an error", e);
            sequence.emit(
                    new GenerationEvent.Failed("The engine failed while it ended the answer: " + e.getMessage(), e));
        } finally {
            sequence.close();
            onDone.run();
        }
    }

    private static void flushText(Sequence sequence, FinishReason reason) {
        String rest = reason == FinishReason.CANCELLED ? "" : sequence.text.finish();
        if (!rest.isEmpty()) {
            int last = sequence.tokens()[Math.max(0, sequence.prompt().length + sequence.generated() - 1)];
            sequence.emit(new GenerationEvent.Token(last, rest, null));
        }
    }

    /** Hands the sequence's KV over to the prefix cache and says what became of its prompt. */
    private GenerationEvent.GenerationUsage keep(Sequence sequence) {
        int prompt = sequence.prompt().length;
        int cached = sequence.cachedTokens();
        counters.took(cached);
        int kept = 0;
        if (sequence.started() && cached > 0) {
            cache.store(sequence.tokens(), cached, sequence.kv(), true, sequence.owner());
            kept = cache.peek(sequence.tokens(), Math.min(cached, prompt));
        }
        int reused = sequence.reused();
        int computed = Math.min(cached, prompt) - reused;
        int stored = Math.clamp(kept - (long) reused, 0, Math.max(0, computed));
        return new GenerationEvent.GenerationUsage(
                reused - sequence.reusedFromSsd(),
                sequence.reusedFromSsd(),
                stored,
                prompt - reused - stored,
                sequence.generated(),
                cached * kvLayout.bytesPerToken());
    }

    private void fail(Sequence sequence, RuntimeException cause) {
        LOG.error("A request failed in the engine", cause);
        sequence.emit(new GenerationEvent.Failed(
                "The engine could not compute this request: " + cause.getMessage()
                        + " Other requests go on. Try again; if it happens again, restart Crema.",
                cause));
        sequence.close();
        onDone.run();
    }

    /** Tells every request that the engine has ended. */
    void abandon(Throwable cause) {
        for (Collection<Sequence> list : List.of(queued, prefilling, decoding)) {
            for (Sequence sequence : list) {
                try {
                    sequence.emit(new GenerationEvent.Failed(
                            "The engine ended while it computed this request: " + cause
                                    + ". It is loaded anew where Crema supervises it. Try again in a moment.",
                            cause));
                    sequence.close();
                } catch (RuntimeException | Error e) {
                    LOG.error("A request could not be told that the engine has ended", e);
                }
                onDone.run();
            }
            list.clear();
        }
    }

    @Override
    public void close() {
        for (List<Sequence> list : List.of(List.copyOf(queued), List.copyOf(prefilling), List.copyOf(decoding))) {
            list.forEach(sequence -> finish(sequence, FinishReason.CANCELLED));
        }
        queued.clear();
        prefilling.clear();
        decoding.clear();
        cache.close();
    }
}
