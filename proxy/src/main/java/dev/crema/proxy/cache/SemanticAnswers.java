package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Leads from what a request means to the answer of one that meant the same: everything but the last message's text must be
 * equal, and that text's vector must point almost the same way. Answers themselves lie in the other tiers, under their keys.
 *
 * <p>Safe from any thread: a lock guards the vectors in memory, held while they are compared.
 */
final class SemanticAnswers implements AutoCloseable {
    /** Embedding models see no more of a text, so that longer ones would look alike by their beginnings. */
    private static final int LONGEST_TOKENS = 256;

    /** Cheap to check, before tokens are counted. */
    private static final int LONGEST_CHARS = 16 * LONGEST_TOKENS;

    static final int MOST_ENTRIES = 4096;
    private static final Duration EMBED_LIMIT = Duration.ofMillis(500);

    private final Embedder embedder;
    private final double threshold;
    private final @Nullable VectorTable table;
    private final Trouble trouble = new Trouble(
            "Requests are answered without looking for similar ones. Check the model that caching.embeddingModel names");
    private final Patience patience = new Patience("crema-semantic-", 2, EMBED_LIMIT);
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<RequestKey, MeaningEntry> entries = new LinkedHashMap<>();

    /** What a request means, as far as it can be compared. */
    record Meaning(RequestKey scope, float[] vector) {}

    /**
     * Reads what was kept, behind.
     *
     * @param table where vectors survive a restart; null: nowhere
     */
    SemanticAnswers(Embedder embedder, double threshold, @Nullable VectorTable table) {
        this.embedder = embedder;
        this.threshold = threshold;
        this.table = table;
        reload();
    }

    /** Forgets what is in memory, and takes again what the database still holds after answers were wiped there. */
    void reload() {
        forgetAll();
        if (table != null) {
            table.load(this::take);
        }
    }

    private void take(List<MeaningEntry> kept) {
        lock.lock();
        try {
            kept.forEach(entry -> entries.putIfAbsent(entry.answer(), entry));
        } finally {
            lock.unlock();
        }
    }

    private void forgetAll() {
        lock.lock();
        try {
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    /** What the request means; null if it is not of the kind that is compared, or that cannot be said in time. */
    @Nullable
    Meaning meaning(ChatRequest request, String identity) {
        String text = comparable(request);
        if (text == null) {
            return null;
        }
        try {
            float[] vector = patience.ask(() -> embedder.countTokens(text) > LONGEST_TOKENS
                    ? new float[0]
                    : embedder.embed(List.of(text)).getFirst());
            return vector.length == 0 ? null : new Meaning(RequestKey.scopeOf(request, identity), vector);
        } catch (ExecutionException e) {
            trouble.count("Embedding a request failed", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            trouble.count("Embedding a request took too long", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return null;
    }

    /** The last user message of a conversation of nothing but text, without tools. */
    private static @Nullable String comparable(ChatRequest request) {
        Message last = request.messages().getLast();
        boolean textOnly = request.messages().stream()
                .flatMap(message -> message.parts().stream())
                .allMatch(Part.Text.class::isInstance);
        if (!request.tools().isEmpty() || last.role() != Role.USER || !textOnly) {
            return null;
        }
        String text =
                last.parts().stream().map(part -> ((Part.Text) part).text()).collect(Collectors.joining("\n"));
        return text.isBlank() || text.length() > LONGEST_CHARS ? null : text;
    }

    /** Keys of answers to requests that meant the same, the most alike first. */
    List<RequestKey> similar(Meaning meaning) {
        record Match(RequestKey answer, double similarity) {}
        List<Match> matches = new ArrayList<>();
        lock.lock();
        try {
            for (MeaningEntry entry : entries.values()) {
                if (entry.scope().equals(meaning.scope())) {
                    double similarity = MeaningEntry.similarity(entry.vector(), meaning.vector());
                    if (similarity >= threshold) {
                        matches.add(new Match(entry.answer(), similarity));
                    }
                }
            }
        } finally {
            lock.unlock();
        }
        matches.sort((a, b) -> Double.compare(b.similarity(), a.similarity()));
        return matches.stream().map(Match::answer).toList();
    }

    /** There is an answer to what means that. */
    void remember(Meaning meaning, RequestKey answer, long createdMillis) {
        MeaningEntry entry = new MeaningEntry(answer, meaning.scope(), meaning.vector());
        lock.lock();
        try {
            entries.remove(answer);
            entries.put(answer, entry);
            while (entries.size() > MOST_ENTRIES) {
                entries.remove(entries.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
        if (table != null) {
            table.add(entry, createdMillis);
        }
    }

    /** That answer is gone. */
    void forget(RequestKey answer) {
        lock.lock();
        try {
            entries.remove(answer);
        } finally {
            lock.unlock();
        }
        if (table != null) {
            table.delete(answer);
        }
    }

    /** Forgets all. */
    void clear() {
        if (table != null) {
            table.clear();
        }
        forgetAll();
    }

    int size() {
        lock.lock();
        try {
            return entries.size();
        } finally {
            lock.unlock();
        }
    }

    /** Failures so far. */
    long errors() {
        return trouble.sum();
    }

    /** The embedding model stays its owner's. */
    @Override
    public void close() {
        patience.close();
    }
}
