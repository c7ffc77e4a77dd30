package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.ChatStream;
import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.toolcall.CallIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A backend whose answers a test writes, and whose pace it sets. */
final class ScriptedBackend implements Backend {
    static final int PROMPT_TOKENS = 17;
    static final int OUTPUT_TOKENS = 5;

    final AtomicInteger generations = new AtomicInteger();
    final AtomicInteger cancelled = new AtomicInteger();
    final AtomicInteger active = new AtomicInteger();

    /** One permit for each event; unlimited unless a test takes them away. */
    final Semaphore pace = new Semaphore(Integer.MAX_VALUE);

    volatile FinishReason reason = FinishReason.END_TURN;
    volatile ChatException failure;
    volatile boolean refuse;
    volatile boolean closed;

    private final Function<ChatRequest, List<ChatEvent>> content;

    /** Answers with the number of the generation and the last text of the request. */
    ScriptedBackend() {
        this.content = null;
    }

    ScriptedBackend(Function<ChatRequest, List<ChatEvent>> content) {
        this.content = content;
    }

    /** Text, reasoning and two tool calls. */
    static List<ChatEvent> richContent() {
        return List.of(
                new ChatEvent.ThinkingDelta("Let me "),
                new ChatEvent.ThinkingDelta("see."),
                new ChatEvent.TextDelta("Grüße, "),
                new ChatEvent.TextDelta("世界 😀"),
                new ChatEvent.ToolCallStart(CallIds.next(), "Read"),
                new ChatEvent.ToolCallArguments("{\"path\":"),
                new ChatEvent.ToolCallArguments("\"a\"}"),
                new ChatEvent.ToolCallEnd(),
                new ChatEvent.ToolCallStart(CallIds.next(), "Bash"),
                new ChatEvent.ToolCallArguments("{}"),
                new ChatEvent.ToolCallEnd());
    }

    @Override
    public List<ModelInfo> models() {
        Instant created = Instant.EPOCH;
        return List.of(
                new ModelInfo(Requests.MODEL, "Scripted", created, 100_000, "identity-1"),
                new ModelInfo("alias", "The same", created, 100_000, "identity-1"),
                new ModelInfo("other", "Another", created, 100_000, "identity-2"));
    }

    @Override
    public int countTokens(ChatRequest request) {
        return PROMPT_TOKENS;
    }

    @Override
    public ChatStream start(ChatRequest request) {
        int number = generations.incrementAndGet();
        if (refuse) {
            throw new ChatException(ChatException.Kind.OVERLOADED, "Full.", 3, null);
        }
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.Progress(PROMPT_TOKENS, PROMPT_TOKENS));
        events.add(new ChatEvent.Started(request.model(), new Usage(7, 4, 6, 0)));
        events.addAll(content == null ? defaultContent(number, request) : content.apply(request));
        events.add(new ChatEvent.Finished(reason, null, new Usage(7, 4, 6, OUTPUT_TOKENS), new Timings(1, 2, 3)));
        active.incrementAndGet();
        return new Stream(events);
    }

    private static List<ChatEvent> defaultContent(int number, ChatRequest request) {
        Message last = request.messages().getLast();
        String text = last.parts().getFirst() instanceof Part.Text part ? part.text() : "";
        return List.of(new ChatEvent.TextDelta("Answer " + number), new ChatEvent.TextDelta(" to " + text));
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Stream implements ChatStream {
        private final List<ChatEvent> events;
        private int next;
        private boolean ended;

        Stream(List<ChatEvent> events) {
            this.events = events;
        }

        @Override
        public ChatEvent next(Duration timeout) throws InterruptedException {
            if (!pace.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return null;
            }
            ChatException broken = failure;
            if (broken != null && next == 3) {
                throw broken;
            }
            return events.get(next++);
        }

        @Override
        public void close() {
            if (!ended) {
                ended = true;
                active.decrementAndGet();
                if (next < events.size()) {
                    cancelled.incrementAndGet();
                }
            }
        }
    }
}
