package dev.crema.proxy.normalize;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Remembers which note stands in which turn of a conversation, so that a note that changed is told in a new turn while the
 * old turns stay as they were. A turn is a user's message, counted from 0.
 *
 * <p>A conversation is known by its session and its first question: a compacted one begins anew. Without a session nothing is
 * remembered. Bounded; what is forgotten costs one rendering of the conversation. Safe from any thread.
 */
final class SessionMemory {
    private static final long MAX_BYTES = 8L << 20;
    private static final Duration IDLE = Duration.ofDays(2);
    private static final String REMINDER = "<system-reminder>";

    private record Key(String conversation, int question, String rule) {}

    private final Cache<Key, NavigableMap<Integer, String>> notes;

    SessionMemory() {
        // On the calling thread, so that no thread has to be stopped.
        notes = Caffeine.newBuilder()
                .executor(Runnable::run)
                .expireAfterAccess(IDLE)
                .maximumWeight(MAX_BYTES)
                .weigher(SessionMemory::bytes)
                .build();
    }

    /**
     * Where the notes of one rule stand.
     *
     * @param note what the client says now
     * @param first the turn of the first note
     * @param newest the turn that is to be answered; a note that differs from the last one goes there
     * @return notes by turn, none beyond the newest
     */
    NavigableMap<Integer, String> place(ChatRequest request, String rule, String note, int first, int newest) {
        return update(request, rule, newest, known -> {
            NavigableMap<Integer, String> before = known.headMap(newest, true);
            if (before.isEmpty()) {
                known.put(first, note);
            } else if (!before.lastEntry().getValue().equals(note)) {
                known.put(newest, note);
            }
        });
    }

    /**
     * Holds on to the notes that turns had when they were the newest.
     *
     * @param seen the notes as the client sends them now; turns without a note are absent
     * @return notes by turn, none beyond the newest
     */
    NavigableMap<Integer, String> keep(ChatRequest request, String rule, Map<Integer, String> seen, int newest) {
        return update(request, rule, newest, known -> {
            known.remove(newest);
            seen.forEach((turn, note) -> {
                if (turn <= newest) {
                    known.putIfAbsent(turn, note);
                }
            });
        });
    }

    private NavigableMap<Integer, String> update(ChatRequest request, String rule, int newest, Update change) {
        String conversation = request.client().conversation();
        NavigableMap<Integer, String> updated;
        if (conversation.isEmpty()) {
            updated = new TreeMap<>();
            change.apply(updated);
        } else {
            Key key = new Key(conversation, question(request), rule);
            updated = notes.asMap().compute(key, (k, old) -> {
                NavigableMap<Integer, String> copy = old == null ? new TreeMap<>() : new TreeMap<>(old);
                change.apply(copy);
                return copy;
            });
        }
        return updated.headMap(newest, true);
    }

    /** What a person asked first, without what agents put around it; enough to tell a session's few conversations apart. */
    private static int question(ChatRequest request) {
        return request.messages().stream()
                .filter(message -> message.role() == Role.USER)
                .findFirst()
                .map(Message::parts)
                .stream()
                .flatMap(parts -> parts.stream())
                .filter(Part.Text.class::isInstance)
                .map(part -> ((Part.Text) part).text())
                .filter(text -> !text.stripLeading().startsWith(REMINDER))
                .map(text -> BudgetMarkers.atEnd(text).said().strip())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"))
                .hashCode();
    }

    private static int bytes(Key key, NavigableMap<Integer, String> texts) {
        int chars = key.conversation().length() + 100;
        for (String text : texts.values()) {
            chars += text.length() + 40;
        }
        return 2 * chars;
    }

    /** Changes a conversation's notes; must not block. */
    private interface Update {
        void apply(NavigableMap<Integer, String> notes);
    }
}
