package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Brings a request into its canonical form before it is keyed, routed and rendered, and finds out which project it is about.
 * Not for requests relayed to Anthropic, whose cache works on the original bytes.
 *
 * <p>Applied twice to a request without a session it changes nothing more. Safe from any thread.
 */
public final class Normalizer {
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
        rules = rules().stream().filter(rule -> !disabled.contains(rule.name())).toList();
    }

    /**
     * References first, as they become text; notes move while the client's own blocks still tell where one ends; shapes are
     * merged when what is empty or moved is settled.
     */
    private static List<Rule> rules() {
        SessionMemory memory = new SessionMemory();
        return List.of(
                new StripBillingHeader(),
                new ExpandToolReferences(),
                new StripThinkingSignatures(),
                new DropRedactedThinking(),
                new DropEmptyParts(),
                new KeepTokenBudgets(memory),
                new MoveTokenBudgets(memory),
                new MoveGitStatus(memory),
                new MoveDates(memory),
                new LeadWithEnvironment(),
                new MergeTextShapes(),
                new SortTools(),
                new MarkSideRequests());
    }

    /** All rules' names, in the order in which they are applied; the last is at work where prompts are rendered. */
    public static List<String> names() {
        return Stream.concat(rules().stream().map(Rule::name), Stream.of(SampledAnswers.RULE))
                .toList();
    }

    /** The canonical form. */
    public ChatRequest apply(ChatRequest request) {
        return normalize(request).request();
    }

    /** The canonical form, and what the rules did. */
    public Normalized normalize(ChatRequest request) {
        ChatRequest normal = request.client().project().isEmpty()
                ? request.withClient(request.client().withProject(Projects.of(request)))
                : request;
        List<Change> changes = new ArrayList<>();
        for (Rule rule : rules) {
            ChatRequest before = normal;
            normal = rule.apply(before);
            if (!normal.equals(before)) {
                changes.add(Change.between(before, normal, rule));
            }
        }
        return new Normalized(normal, changes);
    }
}
