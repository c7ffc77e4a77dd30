package dev.crema.proxy.server;

import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.openai.EmbeddingsAnswer;
import dev.crema.proxy.openai.EmbeddingsRequest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** {@code POST /v1/embeddings}. One model serves it, whatever name the client asks for. Safe from any thread. */
final class EmbeddingRoutes {
    private final Config config;
    private final @Nullable Embedder embedder;
    private final AnswerRoutes answers;

    /** Requests are counted and stopped as those of {@code answers} are. */
    EmbeddingRoutes(Config config, @Nullable Embedder embedder, AnswerRoutes answers) {
        this.config = config;
        this.embedder = embedder;
        this.answers = answers;
    }

    void embed(Exchange exchange) {
        answers.measured(exchange, meter -> embed(exchange, meter));
    }

    private void embed(Exchange exchange, Meter meter) throws IOException {
        EmbeddingsRequest request = EmbeddingsRequest.decode(exchange.body(config.maxBodyBytes()));
        meter.asked(request.model());
        Embedder model = configured();
        checkDimensions(request, model);
        meter.served(model.modelId());
        List<float[]> vectors = vectors(exchange, model, request.input());
        int tokens = request.input().stream().mapToInt(model::countTokens).sum();
        exchange.json(200, EmbeddingsAnswer.of(model.modelId(), vectors, request.base64(), tokens));
    }

    private Embedder configured() {
        if (embedder == null) {
            throw new ChatException(
                    ChatException.Kind.NOT_FOUND,
                    "There is no embedding model. Set " + Setting.CACHING_EMBEDDING_MODEL.key() + " in config.json, or "
                            + Setting.CACHING_EMBEDDING_MODEL.variable()
                            + ", to the folder of one (BERT with safetensors, for example all-MiniLM-L6-v2) and start Crema"
                            + " again.");
        }
        return embedder;
    }

    private static void checkDimensions(EmbeddingsRequest request, Embedder model) {
        Integer wanted = request.dimensions();
        if (wanted != null && wanted != model.dimensions()) {
            throw new ChatException(
                    ChatException.Kind.INVALID_REQUEST,
                    "dimensions: must be " + model.dimensions() + " or left out, because the vectors of "
                            + model.modelId() + " cannot be shortened, but is " + wanted);
        }
    }

    private List<float[]> vectors(Exchange exchange, Embedder model, List<String> texts) {
        try {
            return model.embed(texts);
        } catch (CancellationException e) {
            // The interrupt has done its work; left standing it would break the write of the reason.
            Thread.interrupted();
            throw answers.interrupted(exchange);
        }
    }
}
