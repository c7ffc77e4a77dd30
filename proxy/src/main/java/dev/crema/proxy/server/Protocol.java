package dev.crema.proxy.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.http.AnswerCollector;
import dev.crema.proxy.http.ErrorBody;
import dev.crema.proxy.http.StreamEncoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the server needs of a wire protocol. Safe from any thread. */
interface Protocol {
    /** Its name in logs and metrics. */
    String name();

    /**
     * Understands a request for an answer.
     *
     * @param requestId the id the client is given for it
     * @throws ChatException if the request is malformed
     */
    Call decode(ObjectNode body, Fields headers, String requestId);

    /**
     * Understands a request to count a prompt's tokens, which needs less than one for an answer.
     *
     * @throws ChatException if the request is malformed
     */
    ChatRequest decodeForCount(ObjectNode body, Fields headers);

    /** Renders a failure. */
    ErrorBody error(ChatException failure, String requestId);

    /**
     * The list of models; the query may ask for a page of it.
     *
     * @throws ChatException if it asks for what is no page
     */
    ObjectNode models(List<ModelInfo> models, Fields query);

    /**
     * One model. Only real ids exist here, although requests may name any model: a client that asks for one wants to know
     * what it is.
     *
     * @throws ChatException {@link ChatException.Kind#NOT_FOUND} if there is none of that id
     */
    ObjectNode model(List<ModelInfo> models, String id);

    /** A decoded request and how to answer it in the protocol. Belongs to one request thread. */
    interface Call {
        /** What is asked. */
        ChatRequest request();

        /** Whether the client wants the answer as it grows. */
        boolean stream();

        /** For an answer as it grows. */
        StreamEncoder encoder();

        /** For a whole answer. */
        AnswerCollector collector();
    }

    /** Headers or query parameters by name; null where there is none. */
    @FunctionalInterface
    interface Fields {
        /** The first value of that name. */
        @Nullable
        String get(String name);
    }
}
