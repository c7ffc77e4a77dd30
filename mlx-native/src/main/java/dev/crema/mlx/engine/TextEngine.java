package dev.crema.mlx.engine;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.Tokenizer;
import java.util.function.Consumer;

/** A loaded language model that generates text. Safe from any thread. */
public interface TextEngine extends AutoCloseable {
    /** The model's display id: its folder or file name without extension. */
    String modelId();

    /**
     * What the answers depend on: weights, tokenizer, chat template, precision and KV format. Equal on two machines that
     * hold the same files.
     */
    String identity();

    /** Tokens of prompt and answer together that the model can attend to. */
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

    /** What the engine is doing now. */
    EngineStats stats();

    /** Cancels what runs, frees the model and ends the engine thread. */
    @Override
    void close();
}
