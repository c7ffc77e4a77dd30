package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.anthropic.AnthropicCollector;
import dev.crema.proxy.anthropic.AnthropicDecoder;
import dev.crema.proxy.anthropic.AnthropicErrors;
import dev.crema.proxy.anthropic.AnthropicHeaders;
import dev.crema.proxy.anthropic.AnthropicModels;
import dev.crema.proxy.anthropic.AnthropicStreamEncoder;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.http.AnswerCollector;
import dev.crema.proxy.http.ErrorBody;
import dev.crema.proxy.http.StreamEncoder;
import java.util.List;

/** Anthropic Messages. Answers carry the name the client asked for: SDKs and Claude Code expect it back. */
final class AnthropicProtocol implements Protocol {
    @Override
    public String name() {
        return "anthropic";
    }

    @Override
    public Call decode(ObjectNode body, Fields headers, String requestId) {
        ChatRequest request = AnthropicDecoder.messages(
                body, AnthropicHeaders.client(headers::get).withRequestId(requestId));
        return new MessagesCall(request, AnthropicDecoder.wantsStream(body));
    }

    @Override
    public ChatRequest decodeForCount(ObjectNode body, Fields headers) {
        return AnthropicDecoder.countTokens(body, AnthropicHeaders.client(headers::get));
    }

    @Override
    public ErrorBody error(ChatException failure, String requestId) {
        return AnthropicErrors.of(failure, requestId);
    }

    @Override
    public ObjectNode models(List<ModelInfo> models, Fields query) {
        return AnthropicModels.list(models, query.get("limit"), query.get("before_id"), query.get("after_id"));
    }

    @Override
    public ObjectNode model(List<ModelInfo> models, String id) {
        return AnthropicModels.one(models, id);
    }

    private record MessagesCall(ChatRequest request, boolean stream) implements Call {
        @Override
        public StreamEncoder encoder() {
            return new AnthropicStreamEncoder(request.model(), request.client().requestId(), request.diagnostics());
        }

        @Override
        public AnswerCollector collector() {
            return new AnthropicCollector(request.model(), request.client().requestId(), request.diagnostics());
        }
    }
}
