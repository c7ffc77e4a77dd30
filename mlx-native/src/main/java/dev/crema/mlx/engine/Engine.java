package dev.crema.mlx.engine;

import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.model.Architectures;
import dev.crema.mlx.model.LanguageModel;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.model.Precision;
import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.HuggingFaceTokenizer;
import dev.crema.mlx.tokenizer.JinjaChatTemplate;
import dev.crema.mlx.tokenizer.Tokenizer;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.WeightSource;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loaded model on its own thread, "crema-engine", the only one that touches arrays and KV. Requests reach it through a
 * queue; events leave through the requests' listeners.
 */
public final class Engine implements TextEngine {
    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** Between two looks at what is left to write while nobody asks. */
    private static final int IDLE_MILLIS = 20;

    private final String modelId;
    private final ModelConfig config;
    private final Tokenizer tokenizer;
    private final ChatTemplate chatTemplate;
    private final EngineOptions options;
    private final EngineCounters counters;
    private final LinkedBlockingQueue<Order> inbox = new LinkedBlockingQueue<>();

    private final AtomicInteger inside = new AtomicInteger();
    private final Thread thread;
    private volatile int contextLength;
    private volatile String identity = "";
    private final AtomicBoolean closing = new AtomicBoolean();
    private volatile boolean ended;
    private final CompletableFuture<Throwable> death = new CompletableFuture<>();

    /** What other threads want of the engine thread. */
    private sealed interface Order {
        /** A request. */
        record Generate(Sequence sequence) implements Order {}

        /** Something to be done between two steps; nothing, to wake the thread. */
        record Act(Consumer<Scheduler> action) implements Order {}
    }

    private Engine(
            ModelFolder folder, EngineOptions options, CompletableFuture<Engine> ready, DoubleConsumer progress) {
        this.modelId = folder.id();
        this.config = new ModelConfig(folder.config());
        this.options = options;
        this.counters = new EngineCounters(options.kv());
        this.tokenizer = HuggingFaceTokenizer.of(folder.tokenizerJson(), folder.endOfTurn());
        this.chatTemplate =
                new JinjaChatTemplate(folder.chatTemplate(), folder.specialTokens(), Clock.systemDefaultZone());
        this.thread = Thread.ofPlatform().name("crema-engine").unstarted(() -> live(folder, ready, progress));
    }

    /**
     * Loads a model and starts its thread. Blocks until the model can answer.
     *
     * @param progress hears the fraction loaded, on the engine thread
     * @throws dev.crema.mlx.weights.ModelFormatException if the model cannot be used
     * @throws dev.crema.mlx.binding.NativeLoadException if MLX cannot be used
     */
    public static Engine load(ModelFolder folder, EngineOptions options, DoubleConsumer progress) {
        NativeRuntime.load();
        CompletableFuture<Engine> ready = new CompletableFuture<>();
        Engine engine = new Engine(folder, options, ready, progress);
        engine.thread.start();
        try {
            return ready.join();
        } catch (CompletionException e) {
            engine.tokenizer.close();
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private void live(ModelFolder folder, CompletableFuture<Engine> ready, DoubleConsumer progress) {
        Precision precision = options.precision() != null
                ? options.precision()
                : NativeRuntime.gpu() ? Precision.STORED : Precision.DENSE_FLOAT32;
        LanguageModel model;
        long bytesBefore = Shim.crema_active_memory();
        try (WeightSource weights = folder.weights()) {
            model = Architectures.load(config, weights, precision, progress);
        } catch (Throwable e) {
            ready.completeExceptionally(e);
            return;
        }
        counters.loaded(Shim.crema_active_memory() - bytesBefore);
        String weights = folder.identity() + "-" + precision.name().toLowerCase(Locale.ROOT);
        KvTiers kv = KvTiers.of(model, options.kv(), weights, modelId);
        identity = kv.identity();
        contextLength = kv.contextLength(config.contextLength(), options.kv().liveBytes());
        Scheduler scheduler = new Scheduler(
                model, kv, options, counters, tokenizer.endOfTurn(), config.vocabularySize(), inside::decrementAndGet);
        scheduler.publish();
        ready.complete(this);
        try {
            serve(scheduler);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) {
            LOG.error("The engine of {} ended by itself.", modelId, e);
            refuseMore(scheduler);
            scheduler.abandon(e);
            death.complete(e);
        } finally {
            refuseMore(scheduler);
            scheduler.close();
            model.close();
            scheduler.publish();
        }
    }

    /** Requests that are still in the inbox are ended with the others. */
    private void refuseMore(Scheduler scheduler) {
        ended = true;
        for (Order order = inbox.poll(); order != null; order = inbox.poll()) {
            if (order instanceof Order.Generate(Sequence sequence)) {
                scheduler.submit(sequence);
            }
        }
    }

    private void serve(Scheduler scheduler) throws InterruptedException {
        while (!closing.get()) {
            Order next = scheduler.idle() ? nextWhenIdle(scheduler) : inbox.poll();
            while (next != null) {
                switch (next) {
                    case Order.Generate(Sequence sequence) -> scheduler.submit(sequence);
                    case Order.Act(Consumer<Scheduler> action) -> action.accept(scheduler);
                }
                next = inbox.poll();
            }
            if (!scheduler.idle()) {
                scheduler.turn();
            }
        }
    }

    private @Nullable Order nextWhenIdle(Scheduler scheduler) throws InterruptedException {
        return scheduler.tidy() ? inbox.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS) : inbox.take();
    }

    @Override
    public GenerationHandle generate(GenerationRequest request, Consumer<GenerationEvent> listener) {
        check(request);
        if (closing.get() || ended) {
            throw new IllegalStateException("the engine is closed");
        }
        int limit = options.maxActive() + options.maxQueued();
        if (inside.incrementAndGet() > limit) {
            inside.decrementAndGet();
            throw new OverloadedException(
                    retryAfterSeconds(),
                    "The engine is full: " + options.maxActive() + " requests are running and " + options.maxQueued()
                            + " are waiting. Try again in a moment.");
        }
        Sequence sequence = sequence(request, listener);
        Order order = new Order.Generate(sequence);
        inbox.add(order);
        if (ended && inbox.remove(order)) {
            throw new IllegalStateException("the engine is closed");
        }
        return sequence;
    }

    private Sequence sequence(GenerationRequest request, Consumer<GenerationEvent> listener) {
        return new Sequence(
                request, listener, new AnswerText(tokenizer.detokenizer(), request.stopStrings()), contextLength);
    }

    private void check(GenerationRequest request) {
        int[] prompt = request.prompt();
        if (prompt.length == 0) {
            throw new IllegalArgumentException("the prompt has no tokens");
        }
        if (prompt.length >= contextLength && request.maxTokens() > 0 || prompt.length > contextLength) {
            throw new IllegalArgumentException("the prompt has " + prompt.length + " tokens; the window of "
                    + contextLength + " leaves no room for an answer");
        }
        for (int token : prompt) {
            if (token < 0 || token >= config.vocabularySize()) {
                throw new IllegalArgumentException("the prompt holds the unknown token id " + token);
            }
        }
    }

    /** From the mean time that requests have taken so far; a guess until some have ended. */
    private int retryAfterSeconds() {
        EngineStats stats = counters.snapshot();
        double seconds = (stats.prefillNanos() + stats.decodeNanos()) / 1e9;
        long generated = stats.tokens().generated();
        double perToken = generated == 0 ? 0.05 : seconds / generated;
        return (int) Math.clamp(Math.ceil(perToken * 100), 1, 30);
    }

    @Override
    public String modelId() {
        return modelId;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public int contextLength() {
        return contextLength;
    }

    @Override
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ChatTemplate chatTemplate() {
        return chatTemplate;
    }

    @Override
    public EngineStats stats() {
        return counters.snapshot();
    }

    @Override
    public void limitCache(long bytes) {
        inbox.add(new Order.Act(scheduler -> scheduler.limitCache(bytes)));
    }

    @Override
    public void budgetCache(long bytes) {
        inbox.add(new Order.Act(scheduler -> scheduler.budgetCache(bytes)));
    }

    @Override
    public void budgetSsd(long bytes) {
        DiskBlockStore ssd = options.kv().ssd();
        if (ssd != null) {
            ssd.budget(bytes);
        }
    }

    @Override
    public void forget(@Nullable String project) {
        inbox.add(new Order.Act(scheduler -> scheduler.forget(project)));
    }

    @Override
    public CompletionStage<Throwable> death() {
        return death.minimalCompletionStage();
    }

    @Override
    public void close() {
        if (closing.getAndSet(true)) {
            return;
        }
        inbox.add(new Order.Act(scheduler -> {}));
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A request may have slipped in after the thread's last look.
        inbox.forEach(late -> {
            if (late instanceof Order.Generate(Sequence sequence)) {
                Scheduler.reject(sequence);
            }
        });
        tokenizer.close();
    }
}
