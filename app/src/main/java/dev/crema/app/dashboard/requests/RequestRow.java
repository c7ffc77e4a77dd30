package dev.crema.app.dashboard.requests;

import dev.crema.app.text.Amounts;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.observe.RequestRecord;
import dev.crema.proxy.observe.RunningRequest;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One request in words and numbers for people.
 *
 * @param request what is known of it
 * @param running how far it is; null once it has ended
 */
record RequestRow(RequestRecord request, @Nullable RunningRequest running) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    /** Of a request that has ended. */
    static RequestRow of(RequestRecord request) {
        return new RequestRow(request, null);
    }

    /** Of one that is being answered. */
    static RequestRow of(RunningRequest running) {
        return new RequestRow(running.soFar(), running);
    }

    boolean runs() {
        return running != null;
    }

    String time() {
        return TIME.format(request.arrived());
    }

    /** Without its version, which the details tell. */
    String client() {
        String name = request.caller().name();
        int slash = name.indexOf('/');
        return name.isEmpty() ? "unknown" : slash > 0 ? name.substring(0, slash) : name;
    }

    String role() {
        return request.caller().role().name().toLowerCase(Locale.ROOT);
    }

    String model() {
        return request.served().isEmpty() ? request.asked() : request.served();
    }

    /** In a word; the details tell more. */
    String level() {
        return request.cache() == null ? "" : request.level().wholeAnswer() ? "answer" : levelName(request.level());
    }

    int promptTokens() {
        int known = request.usage().prompt();
        return known == 0 && running != null ? running.promptTotal() : known;
    }

    int reusedTokens() {
        return request.reusedTokens();
    }

    int outputTokens() {
        return request.usage().output();
    }

    double queueSeconds() {
        return request.timings().queueNanos() / 1e9;
    }

    double prefillSeconds() {
        return request.timings().prefillNanos() / 1e9;
    }

    double decodeSeconds() {
        return request.timings().decodeNanos() / 1e9;
    }

    /** What is left of the whole: reading, rendering, writing. */
    double proxySeconds() {
        return Math.max(0, totalSeconds() - queueSeconds() - prefillSeconds() - decodeSeconds());
    }

    double totalSeconds() {
        return request.total().toNanos() / 1e9;
    }

    String status() {
        if (running != null) {
            return phase(running);
        }
        return switch (request.failure()) {
            case "" -> request.status() < 400 ? "done" : String.valueOf(request.status());
            case "cancelled" -> "cancelled";
            case "client_gone" -> "client left";
            default -> request.status() + " " + request.failure().replace('_', ' ');
        };
    }

    private static String phase(RunningRequest running) {
        return switch (running.phase()) {
            case RECEIVING -> "receiving";
            case WAITING -> "waiting";
            case PROMPT ->
                running.promptTotal() == 0
                        ? "prompt"
                        : "prompt " + 100L * running.promptDone() / running.promptTotal() + " %";
            case ANSWER -> "answering";
        };
    }

    /** Whether more could have been reused. */
    boolean missed() {
        return request.cache() != null
                && running == null
                && (request.level() == CacheLevel.MISS || request.cache().miss() != null);
    }

    boolean failed() {
        return running == null && (!request.failure().isEmpty() || request.status() >= 400);
    }

    /** Whether one of its words begins or contains the text, whatever the case. */
    boolean matches(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return true;
        }
        StringJoiner words = new StringJoiner(" ");
        words.add(request.caller().name()).add(role()).add(model()).add(level()).add(status());
        words.add(request.id()).add(request.caller().project()).add(request.path());
        return words.toString().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /** What was generated; while it runs that much at least, as a piece of text may be several tokens. */
    String output() {
        return Amounts.brief(outputTokens()) + (running != null && outputTokens() > 0 ? "+" : "");
    }

    /** What a cause means, and what can be done. */
    static String cause(CacheMiss.Cause cause) {
        return switch (cause) {
            case FIRST_REQUEST -> "It is the conversation's first request.";
            case MODEL_CHANGED -> "The conversation went to another model before.";
            case SYSTEM_CHANGED -> "The client changed its system prompt.";
            case TOOLS_CHANGED -> "The client changed its tools.";
            case MESSAGES_CHANGED -> "An earlier message was edited or compacted.";
            case THINKING_DROPPED -> "The chat template leaves out earlier reasoning.";
            case EVICTED -> "It was kept and had to make room: give the caches more memory or SSD on the Cache page.";
            case BUDGET -> "It was never kept: the caches are off or too small.";
        };
    }

    static String levelName(CacheLevel level) {
        return switch (level) {
            case MISS -> "miss";
            case L1_MEMORY -> "memory";
            case L1_SSD -> "SSD";
            case L2 -> "answer, memory";
            case L3 -> "answer, disk";
            case REMOTE -> "answer, team";
            case SEMANTIC -> "answer, similar";
        };
    }
}
