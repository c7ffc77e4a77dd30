package dev.crema.mlx.embed;

import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.engine.OverloadedException;
import dev.crema.mlx.model.ModelConfig;
import dev.crema.mlx.tokenizer.HuggingFaceTokenizer;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.WeightSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A loaded embedding model on its own thread, "crema-embedder", the only one that touches its arrays. A call takes its turn
 * batch by batch, so that a long list does not keep a short one waiting. Safe from any thread.
 */
public final class EmbeddingEngine implements AutoCloseable {
    /** Tokens of one batch: what fills the matrix products; more only takes memory. */
    private static final int BATCH_TOKENS = 2_048;
    /** Batches that may wait; the caller of one more is refused. */
    private static final int MOST_WAITING = 64;

    private final String modelId;
    private final String identity;
    private final ModelConfig config;
    private final EmbeddingSettings settings;
    private final HuggingFaceTokenizer tokenizer;
    private final LinkedBlockingQueue<Job> inbox = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread thread;
    private volatile boolean closing;

    /** Texts on their way to the thread. */
    private record Job(List<int[]> batch, CompletableFuture<List<float[]>> vectors) {}

    private EmbeddingEngine(ModelFolder folder, Path path, CompletableFuture<EmbeddingEngine> ready) {
        this.modelId = folder.id();
        this.config = new ModelConfig(folder.config());
        this.settings = EmbeddingSettings.of(path, config);
        this.identity = VectorIdentity.of(folder, settings);
        this.tokenizer = HuggingFaceTokenizer.of(folder.tokenizerJson(), Set.of());
        this.thread = Thread.ofPlatform().name("crema-embedder").unstarted(() -> live(folder.weights(), ready));
    }

    /**
     * Loads a folder with {@code config.json} of type {@code bert}, safetensors and {@code tokenizer.json}, and starts its
     * thread. Blocks until texts can be embedded.
     *
     * @throws dev.crema.mlx.weights.ModelFormatException if the model cannot be used
     * @throws dev.crema.mlx.binding.NativeLoadException if MLX cannot be used
     */
    public static EmbeddingEngine load(Path folder) {
        NativeRuntime.load();
        try (ModelFolder files = ModelFolder.open(folder)) {
            CompletableFuture<EmbeddingEngine> ready = new CompletableFuture<>();
            EmbeddingEngine engine = new EmbeddingEngine(files, folder, ready);
            engine.thread.start();
            try {
                return ready.join();
            } catch (CompletionException e) {
                engine.tokenizer.close();
                throw e.getCause() instanceof RuntimeException cause ? cause : e;
            }
        }
    }

    private void live(WeightSource weights, CompletableFuture<EmbeddingEngine> ready) {
        BertEncoder encoder;
        try {
            encoder = BertEncoder.load(config, weights, settings.pooling());
        } catch (Throwable e) {
            ready.completeExceptionally(e);
            return;
        }
        ready.complete(this);
        try {
            while (!closing) {
                serve(encoder, inbox.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            encoder.close();
        }
    }

    private static void serve(BertEncoder encoder, Job job) {
        if (job.vectors().isDone()) {
            return; // Its caller has left.
        }
        try {
            job.vectors().complete(encoder.encode(job.batch()));
        } catch (RuntimeException | Error e) {
            job.vectors().completeExceptionally(e);
        }
    }

    /**
     * Embeds texts, in their order. Waits for the result.
     *
     * @return for each a vector of {@link #dimensions()} numbers and length 1
     * @throws TextTooLongException if one has more than {@link #maxTokens()}; then none is computed
     * @throws OverloadedException if too many callers wait
     * @throws CancellationException if the calling thread is interrupted or the engine closed meanwhile
     */
    public List<float[]> embed(List<String> texts) {
        List<int[]> tokens = new ArrayList<>(texts.size());
        for (String text : texts) {
            int[] ids = tokenizer.encodeWithSpecial(text);
            if (ids.length > settings.maxTokens()) {
                throw new TextTooLongException(tokens.size(), ids.length, settings.maxTokens());
            }
            tokens.add(ids);
        }
        List<float[]> vectors = new ArrayList<>(Collections.nCopies(texts.size(), new float[0]));
        for (List<Integer> places : batches(tokens)) {
            List<float[]> found = compute(places.stream().map(tokens::get).toList());
            for (int i = 0; i < found.size(); i++) {
                vectors.set(places.get(i), found.get(i));
            }
        }
        return vectors;
    }

    /** Places of texts, shortest first, cut into batches: equal lengths become neighbours. */
    private static List<List<Integer>> batches(List<int[]> tokens) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            places.add(i);
        }
        places.sort(Comparator.comparingInt(place -> tokens.get(place).length));
        List<List<Integer>> batches = new ArrayList<>();
        int room = 0;
        for (int place : places) {
            int length = tokens.get(place).length;
            if (length > room) {
                batches.add(new ArrayList<>());
                room = BATCH_TOKENS;
            }
            batches.getLast().add(place);
            room -= length;
        }
        return batches;
    }

    private List<float[]> compute(List<int[]> batch) {
        Job job = new Job(batch, new CompletableFuture<>());
        if (!inbox.offer(job)) {
            throw new OverloadedException(1, "The embedding model is busy. Try again in a moment.");
        }
        if (closing) {
            job.vectors().cancel(false); // It may have missed the thread's last look.
        }
        try {
            return job.vectors().get();
        } catch (InterruptedException e) {
            job.vectors().cancel(false);
            Thread.currentThread().interrupt();
            throw (CancellationException) new CancellationException("interrupted while embedding").initCause(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    /** Tokens of a text as the model counts them, special ones included. */
    public int countTokens(String text) {
        return tokenizer.encodeWithSpecial(text).length;
    }

    /** Longest text in tokens, special ones included. */
    public int maxTokens() {
        return settings.maxTokens();
    }

    /** Numbers of a vector. */
    public int dimensions() {
        return config.hiddenSize();
    }

    /** The model's name: that of its folder. */
    public String modelId() {
        return modelId;
    }

    /** A hash of all that the vectors depend on; equal on any machine for the same model. */
    public String identity() {
        return identity;
    }

    /** Ends the thread after the batch it works on; callers that wait get a {@link CancellationException}. */
    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        inbox.forEach(job -> job.vectors().cancel(false));
        tokenizer.close();
    }
}
