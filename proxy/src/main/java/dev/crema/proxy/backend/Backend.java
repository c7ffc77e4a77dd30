package dev.crema.proxy.backend;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.observe.Metric;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Something that answers canonical requests. Safe from any thread. */
public interface Backend extends AutoCloseable {
    /** Models this backend serves; the first is its default. */
    List<ModelInfo> models();

    /**
     * Exact prompt tokens of a request.
     *
     * @throws ChatException if the request cannot be rendered
     */
    int countTokens(ChatRequest request);

    /**
     * Starts an answer. Returns at once; the work goes on behind the stream.
     *
     * @throws ChatException if the request is refused: too long, invalid, overloaded
     */
    ChatStream start(ChatRequest request);

    /**
     * Computes what a conversation begins with, while nobody else needs the model: its leading system messages and its
     * tools. The stream tells when it is done; closing it stops the work.
     *
     * @throws ChatException if it cannot be rendered, the backend is full, or it keeps
     *     nothing
     */
    default ChatStream warm(ChatRequest head) {
        throw new ChatException(ChatException.Kind.INVALID_REQUEST, "This backend keeps no prompts.");
    }

    /** Bytes on disk of what it keeps of conversations, by project; the project of those without one is empty. */
    default Map<String, Long> bytesByProject() {
        return Map.of();
    }

    /** Forgets what it keeps of a project's conversations, in memory and on disk; of all projects if null. */
    default void forget(@Nullable String project) {}

    /** Its own numbers now, for the metrics document. */
    default List<Metric> metrics() {
        return List.of();
    }

    /** Ends what runs and frees everything. */
    @Override
    void close();
}
