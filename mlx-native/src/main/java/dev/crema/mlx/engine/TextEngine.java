package dev.crema.mlx.engine;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.Tokenizer;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A loaded language model that generates text. Safe from any thread. */
public interface TextEngine extends AutoCloseable {
    /** The model's display id: its folder or file name without extension. */
    String modelId();

    /**
     * What the answers depend on: weights, tokenizer, chat template, precision and KV format. Equal on two machines that
     * hold the same files.
     */
    String identity();

    /** Tokens of prompt and answer together that the model can attend to, with the memory there is. */
    int contextLength();

    /** The model's tokenizer. */
    Tokenizer tokenizer();

    /** The model's chat template. */
    ChatTemplate chatTemplate();

    /**
     * Queues a request. The listener is called on the engine thread and must not block.
     *
     * @throws OverloadedException if the queue is full
     * @throws IllegalArgumentException if the prompt is empty, holds an unknown token id or does not fit the window
     */
    GenerationHandle generate(GenerationRequest request, Consumer<GenerationEvent> listener);

    /**
     * Lets the prefix cache have at most so many bytes of memory, or its budget if that is less, from the next step on: for
     * times when memory is short. What has to go is on the SSD, if there is one.
     */
    void limitCache(long bytes);

    /**
     * Gives the prefix cache another budget of memory, from the next step on. What is too much leaves at once; requests go on.
     * A {@link #limitCache limit} below it stays.
     */
    void budgetCache(long bytes);

    /**
     * Gives the prefix cache on the SSD, which all models share, another budget. What is too much is deleted when this returns:
     * it waits for the disk, and the engine does not. Nothing without an SSD.
     */
    void budgetSsd(long bytes);

    /** Forgets the keys and values of a project, in memory and on the SSD; of all projects if null. */
    void forget(@Nullable String project);

    /** What the engine is doing now. */
    EngineStats stats();

    /**
     * Completed with what happened if the engine ends by itself: then it answers nobody any more and has to be closed and
     * loaded anew. A step that fails ends its requests only. Completed on the engine thread.
     */
    CompletionStage<Throwable> death();

    /** Cancels what runs, frees the model and ends the engine thread. */
    @Override
    void close();
}
