package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.embed.EmbeddingEngine;
import dev.crema.mlx.embed.TextTooLongException;
import dev.crema.mlx.engine.OverloadedException;
import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import java.util.List;

/** Embeds with a model in this process. Owns the engine it is given. Safe from any thread. */
public final class EmbeddedEmbedder implements Embedder, AutoCloseable {
    private final EmbeddingEngine engine;

    /** The engine is closed with this. */
    public EmbeddedEmbedder(EmbeddingEngine engine) {
        this.engine = engine;
    }

    @Override
    public String modelId() {
        return engine.modelId();
    }

    @Override
    public String identity() {
        return engine.identity();
    }

    @Override
    public int dimensions() {
        return engine.dimensions();
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        try {
            return engine.embed(texts);
        } catch (TextTooLongException e) {
            throw new ChatException(Kind.INVALID_REQUEST, "input[" + e.index() + "]: " + e.getMessage(), 0, e);
        } catch (OverloadedException e) {
            throw new ChatException(Kind.OVERLOADED, String.valueOf(e.getMessage()), e.retryAfterSeconds(), e);
        }
    }

    @Override
    public int countTokens(String text) {
        return engine.countTokens(text);
    }

    @Override
    public void close() {
        engine.close();
    }
}
