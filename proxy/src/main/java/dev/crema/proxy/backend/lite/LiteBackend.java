package dev.crema.proxy.backend.lite;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Answers at once from a script, without any model. See docs/lite-backend.md for the script's format.
 *
 * <p>Safe from any thread; each answer is played on the thread that takes its events.
 */
public final class LiteBackend implements Backend {
    private final LiteScript script;
    private final AtomicInteger active = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile boolean closed;

    private LiteBackend(LiteScript script) {
        this.script = script;
    }

    /**
     * Reads a script.
     *
     * @param script a JSON file, or the name of a built-in script ({@code default}, {@code claude-code}); null: the default
     * @throws LiteScriptException if it cannot be read or holds errors; the message lists all of them
     */
    public static LiteBackend open(@Nullable Path script) {
        return new LiteBackend(LiteScriptReader.open(script));
    }

    /**
     * Takes a script as text.
     *
     * @throws LiteScriptException if it holds errors; the message lists all of them
     */
    public static LiteBackend ofJson(String script) {
        return new LiteBackend(LiteScriptReader.parse(script, "script"));
    }

    @Override
    public List<ModelInfo> models() {
        return script.models();
    }

    /** Tokens by this backend's own rule, every four characters one: exact here, and for no other model. */
    @Override
    public int countTokens(ChatRequest request) {
        return LiteTokens.count(request);
    }

    @Override
    public ChatStream start(ChatRequest request) {
        if (closed) {
            throw new ChatException(ChatException.Kind.OVERLOADED, "The server is stopping.");
        }
        int promptTokens = LiteTokens.count(request);
        refuseOverflow(request.model(), promptTokens);
        var conversation = Conversation.of(request);
        List<LiteTimeline.Moment> moments = timeline(request, promptTokens, conversation);
        ChatException refusal = moments.getFirst().failure();
        if (refusal != null && moments.getFirst().after().isZero()) {
            throw refusal;
        }
        active.incrementAndGet();
        return new LiteStream(moments, this::ended);
    }

    private void refuseOverflow(String model, int tokens) {
        int limit = script.models().stream()
                .filter(served -> served.id().equals(model))
                .findFirst()
                .orElse(script.models().getFirst())
                .contextLength();
        if (tokens > limit) {
            throw ChatException.promptTooLong(tokens, limit);
        }
    }

    private List<LiteTimeline.Moment> timeline(ChatRequest request, int promptTokens, Conversation conversation) {
        for (LiteRule rule : script.rules()) {
            var groups = rule.when().match(conversation);
            if (groups.isPresent()) {
                return LiteTimeline.of(
                        rule.answer(), request, promptTokens, new Placeholders(conversation, groups.get()));
            }
        }
        return LiteTimeline.of(script.otherwise(), request, promptTokens, new Placeholders(conversation, new String[] {
            conversation.lastUserText()
        }));
    }

    private void ended(LiteStream stream) {
        active.decrementAndGet();
        if (!stream.finished()) {
            cancelled.incrementAndGet();
        }
    }

    /** Answers begun and not yet closed. */
    public int active() {
        return active.get();
    }

    /** Answers closed before their end. */
    public int cancelled() {
        return cancelled.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
