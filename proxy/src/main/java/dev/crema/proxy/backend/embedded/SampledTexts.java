package dev.crema.proxy.backend.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Sampled texts on their way past a chat template, which would trim or reshape them: unmistakable marks go through it in
 * their place. Belongs to one rendering.
 */
final class SampledTexts {
    private static final String EDGE = "\uE0C5\uE0A2";
    private static final Pattern MARK = Pattern.compile(EDGE + "(\\d{1,9})" + EDGE);

    private final List<String> texts = new ArrayList<>();

    boolean isEmpty() {
        return texts.isEmpty();
    }

    /** The mark that stands for a text. */
    String hold(String text) {
        texts.add(text);
        return EDGE + (texts.size() - 1) + EDGE;
    }

    /** The texts in place of their marks; null if the template did not render every mark once and in order. */
    @Nullable
    String restore(String rendered) {
        if (texts.isEmpty()) {
            return rendered;
        }
        StringBuilder restored = new StringBuilder(rendered.length());
        Matcher mark = MARK.matcher(rendered);
        int next = 0;
        while (mark.find()) {
            if (next == texts.size() || Integer.parseInt(mark.group(1)) != next) {
                return null;
            }
            mark.appendReplacement(restored, Matcher.quoteReplacement(texts.get(next++)));
        }
        return next == texts.size() ? mark.appendTail(restored).toString() : null;
    }
}
