package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.http.AnswerCollector;
import dev.crema.proxy.http.ErrorBody;
import dev.crema.proxy.http.StreamEncoder;
import dev.crema.proxy.openai.AnswerHead;
import dev.crema.proxy.openai.OpenAiCollector;
import dev.crema.proxy.openai.OpenAiDecoder;
import dev.crema.proxy.openai.OpenAiErrors;
import dev.crema.proxy.openai.OpenAiModels;
import dev.crema.proxy.openai.OpenAiRequest;
import dev.crema.proxy.openai.OpenAiStreamEncoder;
import dev.crema.proxy.route.Router;
import java.util.List;

/** OpenAI Chat Completions. Answers carry the name the client asked for. */
final class OpenAiProtocol implements Protocol {
    @Override
    public String name() {
        return "openai";
    }

    @Override
    public Call decode(ObjectNode body, Fields headers, String requestId) {
        return new CompletionsCall(OpenAiDecoder.decode(body, headers::get).withRequestId(requestId));
    }

    @Override
    public ChatRequest decodeForCount(ObjectNode body, Fields headers) {
        return OpenAiDecoder.decode(body, headers::get).chat();
    }

    @Override
    public ErrorBody error(ChatException failure, String requestId) {
        return OpenAiErrors.of(failure);
    }

    @Override
    public ObjectNode models(List<ModelInfo> models, Fields query) {
        return OpenAiModels.list(models);
    }

    @Override
    public ObjectNode model(List<ModelInfo> models, String id) {
        return Router.find(id, models)
                .map(OpenAiModels::one)
                .orElseThrow(() -> new ChatException(
                        ChatException.Kind.NOT_FOUND,
                        "The model '" + id + "' does not exist; GET /v1/models lists those that do."));
    }

    private record CompletionsCall(OpenAiRequest decoded) implements Call {
        @Override
        public ChatRequest request() {
            return decoded.chat();
        }

        @Override
        public boolean stream() {
            return decoded.stream();
        }

        @Override
        public StreamEncoder encoder() {
            return new OpenAiStreamEncoder(AnswerHead.now(request().model()), decoded.includeUsage());
        }

        @Override
        public AnswerCollector collector() {
            return new OpenAiCollector(AnswerHead.now(request().model()));
        }
    }
}
