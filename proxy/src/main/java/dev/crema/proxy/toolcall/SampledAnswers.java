package dev.crema.proxy.toolcall;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crema.proxy.chat.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what one model wrote, so that an answer that comes back as history becomes the same tokens again: clients parse
 * calls and write them anew, with other spaces, another order of keys or other digits, and trim texts.
 *
 * <p>Answers with calls are found by the calls' ids, or, if a cache repeated the answer under new ids, by what they say; others by
 * their text. What the client changed is the client's: an
 * answer is only recalled if its calls are equal as JSON and its text is, but for white space. Bounded; the least recently
 * used are forgotten, which costs nothing but a rendering from the parsed call. Safe from any thread.
 */
public final class SampledAnswers {
    /** The name by which the configuration switches this off. */
    public static final String RULE = "keep-sampled-text";

    private static final long MAX_BYTES = 64L << 20;
    private static final int MAX_KEYS = 20_000;
    private static final Pattern SPACE = Pattern.compile("\\s+");

    /** 5, 5.0 and 5e0 are one number. */
    private static final Comparator<JsonNode> SAME_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private final Cache<String, SampledAnswer> answers;
    /** From calls' ids, and from what calls say, to the answers that hold them. */
    private final Cache<String, String> keys;

    /** Remembers up to 64 MB. */
    public SampledAnswers() {
        this(MAX_BYTES);
    }

    private SampledAnswers(long maxBytes) {
        // On the calling thread, so that no thread has to be stopped.
        answers = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((String key, SampledAnswer answer) -> answer.bytes() + 2 * key.length())
                .build();
        keys = Caffeine.newBuilder()
                .executor(Runnable::run)
                .maximumSize(MAX_KEYS)
                .build();
    }

    /** Remembers nothing. */
    public static SampledAnswers none() {
        return new SampledAnswers(0);
    }

    /** Remembers nothing if {@link #RULE} is among the rules that are switched off. */
    public static SampledAnswers unless(Set<String> disabledRules) {
        return disabledRules.contains(RULE) ? none() : new SampledAnswers();
    }

    /** Remembers an answer; one that would be rendered as it was written is not worth it. */
    public void remember(SampledAnswer answer) {
        if (!answer.calls().isEmpty()) {
            String key = contentKey(answer.text(), answer.calls());
            answers.put(key, answer);
            answer.calls().forEach(call -> {
                keys.put(call.id(), key);
                keys.put(callKey(call), key);
            });
        } else if (!answer.sampled().equals(answer.text().strip())) {
            answers.put(textKey(answer.text()), answer);
        }
    }

    /**
     * The text that an assistant's message was sampled as.
     *
     * @param parts the whole message as the client sent it back
     * @return null if it is not known, or the client changed more than spelling
     */
    public @Nullable String recall(List<Part> parts) {
        StringBuilder text = new StringBuilder();
        List<Part.ToolUse> calls = new ArrayList<>();
        for (Part part : parts) {
            switch (part) {
                case Part.Text said -> text.append(said.text());
                case Part.ToolUse call -> calls.add(call);
                case Part.Thinking _ -> {}
                case Part.ToolResult _, Part.ToolReference _, Part.Media _, Part.Unknown _ -> {
                    return null;
                }
            }
        }
        SampledAnswer answer = calls.isEmpty()
                ? answers.getIfPresent(textKey(text.toString()))
                : find(calls.getFirst().id(), () -> contentKey(text.toString(), calls));
        return answer != null && sameText(answer.text(), text.toString()) && sameCalls(answer.calls(), calls)
                ? answer.sampled()
                : null;
    }

    /** A call's arguments as they were generated, if the client sent equal ones; else the client's. */
    public JsonNode input(Part.ToolUse call) {
        SampledAnswer answer = find(call.id(), () -> keys.getIfPresent(callKey(call)));
        if (answer == null) {
            return call.input();
        }
        return answer.calls().stream()
                .filter(known -> same(known, call))
                .findFirst()
                .orElse(call)
                .input();
    }

    private static boolean sameText(String one, String other) {
        return one.equals(other)
                || SPACE.matcher(one).replaceAll("").equals(SPACE.matcher(other).replaceAll(""));
    }

    private static boolean sameCalls(List<Part.ToolUse> some, List<Part.ToolUse> others) {
        boolean same = some.size() == others.size();
        for (int i = 0; same && i < some.size(); i++) {
            same = same(some.get(i), others.get(i));
        }
        return same;
    }

    private static boolean same(Part.ToolUse one, Part.ToolUse other) {
        return one.name().equals(other.name()) && one.input().equals(SAME_VALUE, other.input());
    }

    private @Nullable SampledAnswer find(String id, Supplier<@Nullable String> otherwise) {
        String key = keys.getIfPresent(id);
        if (key == null) {
            key = otherwise.get();
        }
        return key == null ? null : answers.getIfPresent(key);
    }

    private static String contentKey(String text, List<Part.ToolUse> calls) {
        StringBuilder key =
                new StringBuilder("calls ").append(SPACE.matcher(text).replaceAll(""));
        calls.forEach(call -> key.append(' ').append(callKey(call)));
        return key.toString();
    }

    private static String callKey(Part.ToolUse call) {
        StringBuilder key = new StringBuilder("call ").append(call.name()).append(' ');
        canonical(call.input(), key);
        return key.toString();
    }

    /** The value without what clients change: the order of keys and the spelling of numbers. */
    private static void canonical(JsonNode value, StringBuilder out) {
        if (value.isObject()) {
            out.append('{');
            new TreeMap<>(value.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)))
                    .forEach(
                            (name, member) -> canonical(member, out.append(name).append(':')));
            out.append('}');
        } else if (value.isArray()) {
            out.append('[');
            value.forEach(element -> canonical(element, out));
            out.append(']');
        } else {
            out.append(value.isNumber() ? value.decimalValue().stripTrailingZeros() : value)
                    .append(',');
        }
    }

    /** Never an id: those hold no space. */
    private static String textKey(String text) {
        return "text " + text.strip();
    }
}
