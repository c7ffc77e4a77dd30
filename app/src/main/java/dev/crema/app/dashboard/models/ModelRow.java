package dev.crema.app.dashboard.models;

import dev.crema.app.text.Amounts;
import dev.crema.mlx.hub.catalogue.MemoryFit;
import dev.crema.mlx.hub.library.ModelDescription;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A model on the disk, in words; knows no controls.
 *
 * @param deletable whether it lies in Crema's own folder
 */
record ModelRow(ModelDescription description, MemoryFit fit, Status status, boolean deletable) {
    private static final String EMBEDDER = "bert";

    /** What it does now. */
    enum Status {
        /** It answers requests. */
        LOADED("Loaded"),
        /** It is on its way into memory. */
        LOADING("Loading …"),
        /** It is the one that Crema starts with. */
        CHOSEN("Starts with Crema"),
        /** It compares questions for a cache. */
        EMBEDDING("Compares questions"),
        /** Nothing. */
        IDLE("");

        private final String label;

        Status(String label) {
            this.label = label;
        }

        /** For people; empty for nothing. */
        String label() {
            return label;
        }

        /** Whether files of it are in use. */
        boolean inUse() {
            return this == LOADED || this == LOADING || this == EMBEDDING;
        }
    }

    String name() {
        return description.model().id();
    }

    /** Whether it could answer requests. */
    boolean usable() {
        return description.supported();
    }

    String facts() {
        List<String> facts = Stream.of(
                        description.family(),
                        description.format(),
                        parameters(description.parameters()),
                        context(description.contextLength()),
                        Amounts.bytes(description.model().bytes()) + " on disk")
                .filter(fact -> !fact.isEmpty())
                .toList();
        return String.join("  ·  ", facts);
    }

    /** Why it fits, does not fit, or cannot be loaded at all. */
    String explanation() {
        if (description.family().equals(EMBEDDER)) {
            return "Holds no conversations: it compares questions for the cache of similar answers.";
        }
        String problem = description.problem();
        return problem == null ? fit.reason() : problem;
    }

    /** {@code 135 M parameters}, {@code 8.2 B parameters}; empty if not known. */
    static String parameters(long count) {
        if (count == 0) {
            return "";
        }
        return count < 1_000_000_000L
                ? Math.round(count / 1e6) + " M parameters"
                : String.format(Locale.ROOT, "%.1f B parameters", count / 1e9);
    }

    /** {@code 8,192 tokens of context}; empty if not known. */
    static String context(int tokens) {
        return tokens == 0 ? "" : Amounts.count(tokens) + " tokens of context";
    }
}
