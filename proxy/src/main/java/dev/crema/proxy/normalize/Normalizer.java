package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Brings a request into its canonical form before it is keyed, routed and rendered. Not for requests relayed to Anthropic,
 * whose cache works on the original bytes.
 *
 * <p>Applied twice it changes nothing more.
 */
public final class Normalizer {
    /** References first, as they become text; shapes are merged last, when what is empty or dropped is gone. */
    private static final List<Rule> RULES = List.of(
            new StripBillingHeader(),
            new ExpandToolReferences(),
            new StripThinkingSignatures(),
            new DropRedactedThinking(),
            new DropEmptyParts(),
            new MergeTextShapes(),
            new SortTools());

    private final List<Rule> rules;

    /** With every rule. */
    public Normalizer() {
        this(Set.of());
    }

    /**
     * Without some rules.
     *
     * @param disabled names of rules that are switched off
     * @throws IllegalArgumentException if there is no rule of such a name
     */
    public Normalizer(Set<String> disabled) {
        Set<String> unknown = new TreeSet<>(disabled);
        names().forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("no such rules: " + unknown + "; there are " + names());
        }
        rules = RULES.stream().filter(rule -> !disabled.contains(rule.name())).toList();
    }

    /** All rules' names, in the order in which they are applied. */
    public static List<String> names() {
        return RULES.stream().map(Rule::name).toList();
    }

    /** The canonical form. */
    public ChatRequest apply(ChatRequest request) {
        ChatRequest normal = request;
        for (Rule rule : rules) {
            normal = rule.apply(normal);
        }
        return normal;
    }
}
