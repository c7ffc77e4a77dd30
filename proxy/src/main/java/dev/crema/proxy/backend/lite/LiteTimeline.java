package dev.crema.proxy.backend.lite;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns a scripted answer into the moments of one stream, before the first of them is sent: what happens, and how long
 * after the moment before. Obeys max_tokens, stop strings and the wish for one tool call at a time. One use, one thread.
 */
final class LiteTimeline {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final ChatRequest request;
    private final Placeholders placeholders;
    private final List<Moment> moments = new ArrayList<>();
    private final StringBuilder written = new StringBuilder();
    private Duration pause = Duration.ZERO;
    private int output;
    private boolean called;
    private @Nullable FinishReason cut;
    private @Nullable String stopSequence;

    /** What happens; either {@code event} or {@code failure} is given. */
    record Moment(
            Duration after,
            @Nullable ChatEvent event,
            @Nullable ChatException failure) {}

    private LiteTimeline(ChatRequest request, Placeholders placeholders) {
        this.request = request;
        this.placeholders = placeholders;
    }

    static List<Moment> of(LiteAnswer answer, ChatRequest request, int promptTokens, Placeholders placeholders) {
        return new LiteTimeline(request, placeholders).build(answer, new Usage(promptTokens, 0, 0, 0));
    }

    private List<Moment> build(LiteAnswer answer, Usage counted) {
        Usage prompt = answer.usage() != null ? answer.usage() : counted;
        prefill(answer, prompt.prompt());
        if (answer.steps().isEmpty() || !(answer.steps().getFirst() instanceof LiteStep.Fail)) {
            add(new ChatEvent.Started(
                    request.model(),
                    new Usage(prompt.input(), prompt.cacheRead(), prompt.cacheCreation(), 0),
                    answer.cache()));
        }
        Integer max = request.maxTokens();
        if (max != null && max == 0) {
            cut = FinishReason.MAX_TOKENS;
        }
        for (LiteStep step : answer.steps()) {
            if (cut != null) {
                break;
            }
            if (step instanceof LiteStep.Fail fail) {
                moments.add(new Moment(take(Duration.ZERO), null, fail.exception()));
                return moments;
            }
            play(step);
        }
        int out = answer.usage() != null ? answer.usage().output() : output;
        Usage usage = new Usage(prompt.input(), prompt.cacheRead(), prompt.cacheCreation(), out);
        Timings timings = new Timings(0, answer.prefill().toNanos(), decodeNanos());
        add(new ChatEvent.Finished(reason(answer), stopSequence, usage, timings, answer.cache()));
        return moments;
    }

    private void prefill(LiteAnswer answer, int total) {
        if (answer.prefill().isZero()) {
            return;
        }
        int steps = Math.max(1, answer.prefillSteps());
        for (int i = 1; i <= steps; i++) {
            int done = (int) ((long) total * i / steps);
            moments.add(new Moment(answer.prefill().dividedBy(steps), new ChatEvent.Progress(done, total), null));
        }
    }

    private void play(LiteStep step) {
        switch (step) {
            case LiteStep.Text text -> {
                String filled = placeholders.fill(text.text());
                for (int i = 0; i < text.repeat() && cut == null; i++) {
                    text(filled, text.chunk(), text.delay());
                }
            }
            case LiteStep.Thinking thinking -> {
                String filled = limited(placeholders.fill(thinking.text()));
                pieces(filled, thinking.chunk())
                        .forEach(piece -> add(thinking.delay(), new ChatEvent.ThinkingDelta(piece)));
            }
            case LiteStep.ToolCall call -> {
                if (!called || request.parallelToolCalls()) {
                    call(call);
                }
            }
            case LiteStep.Pause silence -> pause = pause.plus(silence.duration());
            case LiteStep.Fail fail -> throw new IllegalArgumentException("A failure ends the answer: " + fail);
        }
    }

    private void text(String filled, int chunk, Duration delay) {
        String limited = limited(untilStop(filled));
        pieces(limited, chunk).forEach(piece -> add(delay, new ChatEvent.TextDelta(piece)));
    }

    /** Looks for stop strings in all text so far, because one may begin in an earlier step. */
    private String untilStop(String text) {
        int before = written.length();
        written.append(text);
        int first = Integer.MAX_VALUE;
        for (String stop : request.sampling().stop()) {
            int at = stop.isEmpty() ? -1 : written.indexOf(stop, Math.max(0, before - stop.length() + 1));
            if (at >= 0 && at < first) {
                first = at;
                stopSequence = stop;
                cut = FinishReason.STOP_SEQUENCE;
            }
        }
        return first == Integer.MAX_VALUE ? text : text.substring(0, Math.max(0, first - before));
    }

    /** As much as max_tokens still allow. */
    private String limited(String text) {
        Integer max = request.maxTokens();
        int tokens = LiteTokens.count(text);
        if (max != null && output + tokens > max) {
            String kept = text.substring(0, Math.min(text.length(), (max - output) * LiteTokens.CHARS));
            output = max;
            cut = FinishReason.MAX_TOKENS;
            stopSequence = null;
            return kept;
        }
        output += tokens;
        return text;
    }

    private void call(LiteStep.ToolCall call) {
        String json = placeholders.fill(call.input()).toString();
        int tokens = LiteTokens.count(call.name()) + LiteTokens.count(json);
        Integer max = request.maxTokens();
        if (max != null && output + tokens > max) {
            cut = FinishReason.MAX_TOKENS;
            output = max;
            return;
        }
        output += tokens;
        called = true;
        byte[] id = new byte[12];
        RANDOM.nextBytes(id);
        add(call.delay(), new ChatEvent.ToolCallStart("toolu_" + HexFormat.of().formatHex(id), call.name()));
        pieces(json, call.chunk()).forEach(piece -> add(call.delay(), new ChatEvent.ToolCallArguments(piece)));
        add(new ChatEvent.ToolCallEnd());
    }

    private FinishReason reason(LiteAnswer answer) {
        if (cut != null) {
            return cut;
        }
        if (answer.finish() != null) {
            return answer.finish();
        }
        return called ? FinishReason.TOOL_USE : FinishReason.END_TURN;
    }

    private void add(ChatEvent event) {
        add(Duration.ZERO, event);
    }

    private void add(Duration delay, ChatEvent event) {
        moments.add(new Moment(take(delay), event, null));
    }

    private Duration take(Duration delay) {
        Duration after = pause.plus(delay);
        pause = Duration.ZERO;
        return after;
    }

    private long decodeNanos() {
        return moments.stream()
                .filter(moment -> !(moment.event() instanceof ChatEvent.Progress))
                .mapToLong(moment -> moment.after().toNanos())
                .sum();
    }

    /** Cuts text into pieces, never inside a character. */
    private static List<String> pieces(String text, int chunk) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        while (start < text.length()) {
            int end = Math.min(text.length(), start + chunk);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end++;
            }
            pieces.add(text.substring(start, end));
            start = end;
        }
        return pieces;
    }
}
