package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationEvent.FinishReason;
import dev.crema.mlx.engine.GenerationHandle;
import dev.crema.mlx.engine.GenerationRequest;
import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.tokenizer.ChatTemplate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Plays a script instead of a model, on a thread of its own. Ten prompt tokens are "reused", one is "computed" without
 * being kept, the rest is "stored".
 */
final class ScriptedEngine implements TextEngine {
    private final ChatTemplate template;
    private final int window;
    private final PieceTokenizer tokenizer = new PieceTokenizer();
    private List<String> script = List.of();
    private GenerationEvent ending = finished(FinishReason.END_OF_TURN, null);
    private UnaryOperator<GenerationEvent.Token> tokens = token -> token;
    private RuntimeException refusal;
    private boolean untilCancelled;
    private int reused = 10;
    private long cacheBudget = Long.MAX_VALUE;
    private volatile GenerationRequest request;
    final CountDownLatch cancelled = new CountDownLatch(1);

    ScriptedEngine(ChatTemplate template, int window) {
        this.template = template;
        this.window = window;
    }

    /** The pieces to emit, one token each, and how it ends. */
    ScriptedEngine says(List<String> pieces, FinishReason reason, String stopString) {
        script = List.copyOf(pieces);
        ending = finished(reason, stopString);
        return this;
    }

    /** As above, ending its turn. */
    ScriptedEngine says(String... pieces) {
        return says(List.of(pieces), FinishReason.END_OF_TURN, null);
    }

    /** Changes each token before it is emitted. */
    ScriptedEngine with(UnaryOperator<GenerationEvent.Token> change) {
        tokens = change;
        return this;
    }

    /** After the script nothing comes until someone cancels. */
    ScriptedEngine untilCancelled() {
        untilCancelled = true;
        return this;
    }

    /** Prompt tokens it takes from its cache, which may hold so many bytes of 100 a token. */
    ScriptedEngine reuses(int tokens, long budget) {
        reused = tokens;
        cacheBudget = budget;
        return this;
    }

    ScriptedEngine fails(String message) {
        ending = new GenerationEvent.Failed(message, null);
        return this;
    }

    ScriptedEngine refuses(RuntimeException exception) {
        refusal = exception;
        return this;
    }

    /** What was asked last. */
    GenerationRequest request() {
        return request;
    }

    String promptText() {
        return tokenizer.decode(request.prompt(), false);
    }

    @Override
    public GenerationHandle generate(GenerationRequest request, Consumer<GenerationEvent> listener) {
        if (refusal != null) {
            throw refusal;
        }
        this.request = request;
        Thread.ofVirtual().start(() -> play(request, listener));
        return cancelled::countDown;
    }

    private void play(GenerationRequest request, Consumer<GenerationEvent> listener) {
        int total = request.prompt().length;
        listener.accept(new GenerationEvent.Queued(0));
        listener.accept(new GenerationEvent.Prefill(reused(total), total, reused(total), 0));
        listener.accept(new GenerationEvent.Prefill(total, total, reused(total), 0));
        List<String> pieces = new ArrayList<>(request.maxTokens() == 0 ? List.of() : script);
        for (String piece : pieces) {
            listener.accept(tokens.apply(new GenerationEvent.Token(tokenizer.idOf(piece), piece, null)));
        }
        if (untilCancelled) {
            awaitCancel();
            listener.accept(end((GenerationEvent.Finished) finished(FinishReason.CANCELLED, null), total));
        } else if (ending instanceof GenerationEvent.Finished finished) {
            listener.accept(end(finished, total));
        } else {
            listener.accept(ending);
        }
    }

    private int reused(int prompt) {
        return Math.min(reused, prompt - 1);
    }

    private void awaitCancel() {
        try {
            cancelled.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private GenerationEvent end(GenerationEvent.Finished finished, int prompt) {
        var usage = new GenerationEvent.GenerationUsage(
                reused(prompt), 0, prompt - reused(prompt) - 1, 1, script.size(), 0);
        return new GenerationEvent.Finished(finished.reason(), finished.stopString(), usage, finished.timings());
    }

    private static GenerationEvent finished(FinishReason reason, String stopString) {
        return new GenerationEvent.Finished(
                reason,
                stopString,
                new GenerationEvent.GenerationUsage(0, 0, 0, 0, 0, 0),
                new GenerationEvent.Timings(1, 2, 3));
    }

    @Override
    public String modelId() {
        return "scripted";
    }

    @Override
    public String identity() {
        return modelId();
    }

    @Override
    public int contextLength() {
        return window;
    }

    @Override
    public PieceTokenizer tokenizer() {
        return tokenizer;
    }

    @Override
    public ChatTemplate chatTemplate() {
        return template;
    }

    @Override
    public void limitCache(long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void budgetCache(long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void budgetSsd(long bytes) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void forget(String project) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Throwable> death() {
        return new CompletableFuture<>();
    }

    @Override
    public EngineStats stats() {
        return new EngineStats(
                0,
                0,
                0,
                0,
                0,
                100,
                new EngineStats.KvSize(0, 0),
                new EngineStats.CacheStats(0, cacheBudget, 0, 0, 0, 0),
                null,
                new EngineStats.TokenStats(0, 0, 0, 0),
                0,
                0);
    }

    @Override
    public void close() {
        cancelled.countDown();
    }
}
