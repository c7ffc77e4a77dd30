package dev.crema.proxy.backend.embedded;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The texts between which a model reasons. */
record ThinkMarkers(String open, String close) {
    private static final List<ThinkMarkers> KNOWN = List.of(
            new ThinkMarkers("<think>", "</think>"),
            new ThinkMarkers("[THINK]", "[/THINK]"),
            new ThinkMarkers("<|channel>thought", "<channel|>"),
            new ThinkMarkers("<|START_THINKING|>", "<|END_THINKING|>"),
            new ThinkMarkers("<mm:think>", "</mm:think>"),
            new ThinkMarkers("<seed:think>", "</seed:think>"));

    /** The markers a template's source speaks of, or null if its model does not reason. */
    static @Nullable ThinkMarkers of(String templateSource) {
        return KNOWN.stream()
                .filter(markers -> templateSource.contains(markers.open) || templateSource.contains(markers.close))
                .findFirst()
                .orElse(null);
    }

    /** Whether a prompt ends inside reasoning that its generation prompt opened. */
    boolean opened(String prompt) {
        return prompt.stripTrailing().endsWith(open);
    }
}
