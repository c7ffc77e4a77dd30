package dev.crema.app.dashboard.requests;

import dev.crema.app.text.Amounts;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.observe.RequestRecord;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;

/** One request in words and numbers for people. */
record RequestRow(RequestRecord request) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneId.systemDefault());

    String time() {
        return TIME.format(request.arrived());
    }

    String client() {
        String name = request.caller().name();
        return name.isEmpty() ? "unknown" : name;
    }

    String role() {
        return request.caller().role().name().toLowerCase(Locale.ROOT);
    }

    String model() {
        return request.served().isEmpty() ? request.asked() : request.served();
    }

    String level() {
        return levelName(request.level());
    }

    int promptTokens() {
        return request.usage().prompt();
    }

    int reusedTokens() {
        return request.reusedTokens();
    }

    int outputTokens() {
        return request.usage().output();
    }

    double totalSeconds() {
        return request.total().toNanos() / 1e9;
    }

    String status() {
        if (request.status() == RequestRecord.CLIENT_GONE) {
            return "client left";
        }
        return request.failure().isEmpty()
                ? String.valueOf(request.status())
                : request.status() + " " + request.failure();
    }

    /** Whether more could have been reused. */
    boolean missed() {
        return request.cache() != null
                && (request.level() == CacheLevel.MISS || request.cache().miss() != null);
    }

    boolean failed() {
        return !request.failure().isEmpty() || request.status() >= 400;
    }

    /** Whether one of its words begins or contains the text, whatever the case. */
    boolean matches(String text) {
        String wanted = text.strip().toLowerCase(Locale.ROOT);
        if (wanted.isEmpty()) {
            return true;
        }
        StringJoiner words = new StringJoiner(" ");
        words.add(client()).add(role()).add(model()).add(level()).add(status()).add(request.id());
        words.add(request.caller().project()).add(request.path());
        return words.toString().toLowerCase(Locale.ROOT).contains(wanted);
    }

    /** Everything there is to tell, a line each. */
    List<String> details() {
        List<String> lines = new ArrayList<>();
        lines.add(request.id() + "   " + request.path() + (request.streamed() ? "   streamed" : ""));
        lines.add(
                "asked for " + request.asked() + ", answered by " + model() + ", " + request.messages() + " messages");
        if (!request.caller().project().isEmpty()) {
            lines.add("project " + request.caller().project());
        }
        lines.add("");
        lines.add(timeline());
        lines.add(Amounts.count(promptTokens()) + " prompt tokens, " + Amounts.count(reusedTokens()) + " reused, "
                + Amounts.count(outputTokens()) + " generated; saved " + Amounts.duration(request.savedNanos() / 1e9));
        if (request.cache() != null && request.cache().miss() != null) {
            lines.add("");
            lines.addAll(miss(request.cache().miss()));
        }
        return lines;
    }

    private String timeline() {
        var timings = request.timings();
        long engine = timings.queueNanos() + timings.prefillNanos() + timings.decodeNanos();
        long proxy = Math.max(0, request.total().toNanos() - engine);
        Duration first = request.timeToFirst();
        return "queue " + seconds(timings.queueNanos()) + "   prefill " + seconds(timings.prefillNanos()) + "   decode "
                + seconds(timings.decodeNanos()) + "   proxy " + seconds(proxy) + "   total "
                + Amounts.seconds(totalSeconds())
                + (first == null ? "" : "   first token after " + seconds(first.toNanos()));
    }

    private static List<String> miss(CacheMiss miss) {
        List<String> lines = new ArrayList<>();
        lines.add("Why it missed: " + cause(miss.cause()));
        lines.add("From token " + Amounts.count(miss.position()) + " on, " + Amounts.count(miss.missedTokens())
                + " tokens were computed again.");
        if (!miss.before().isEmpty()) {
            lines.add("before  …" + oneLine(miss.before()) + "…");
        }
        lines.add("now     …" + oneLine(miss.now()) + "…");
        return lines;
    }

    /** What a cause means, and what can be done. */
    static String cause(CacheMiss.Cause cause) {
        return switch (cause) {
            case FIRST_REQUEST -> "it is the conversation's first request.";
            case MODEL_CHANGED -> "the conversation went to another model before.";
            case SYSTEM_CHANGED -> "the client changed its system prompt.";
            case TOOLS_CHANGED -> "the client changed its tools.";
            case MESSAGES_CHANGED -> "an earlier message was edited or compacted.";
            case THINKING_DROPPED -> "the chat template leaves out earlier reasoning.";
            case EVICTED -> "it was kept and had to make room: give the caches more memory or SSD.";
            case BUDGET -> "it was never kept: the caches are off or too small.";
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

    private static String seconds(long nanos) {
        return Amounts.seconds(nanos / 1e9);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\s+", " ");
    }
}
