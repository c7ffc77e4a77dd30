package dev.crema.mlx.weights;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * SentencePiece BPE in the words of tokenizer.json. SentencePiece always joins the pair whose result has the best
 * score, so every way to make an ordinary token from two others is a merge, ranked by that token's score.
 */
final class SentencePieceRules {
    /** SentencePiece's visible space, U+2581. */
    private static final String SPACE = "\u2581";

    private record Merge(String left, String right, float score, int leftId) {}

    private SentencePieceRules() {}

    /** Spaces become visible, and one is put before the text if the vocabulary was trained so. */
    static ObjectNode normalizer(boolean prefixed) {
        ObjectNode sequence = step("Sequence");
        ArrayNode steps = sequence.putArray("normalizers");
        if (prefixed) {
            steps.add(step("Prepend").put("prepend", SPACE));
        }
        steps.add(replace(" ", SPACE));
        return sequence;
    }

    /** The way back: visible spaces, byte tokens, and the leading space that the normalizer put there. */
    static ObjectNode decoder(boolean prefixed) {
        ObjectNode sequence = step("Sequence");
        ArrayNode steps = sequence.putArray("decoders");
        steps.add(replace(SPACE, " "));
        steps.add(step("ByteFallback"));
        steps.add(step("Fuse"));
        if (prefixed) {
            steps.add(step("Strip").put("content", " ").put("start", 1).put("stop", 0));
        }
        return sequence;
    }

    /** All merges, best first; {@code ordinary} tells by id which tokens are made by merging. */
    static ArrayNode merges(Path file, List<String> tokens, List<Float> scores, IntPredicate ordinary) {
        if (scores.size() != tokens.size()) {
            throw new ModelFormatException(file + " is corrupt: it has " + tokens.size() + " tokens and "
                    + scores.size() + " scores. Download it again.");
        }
        Map<String, Integer> ids = new HashMap<>();
        for (int id = 0; id < tokens.size(); id++) {
            ids.put(tokens.get(id), id);
        }
        List<Merge> merges = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            String token = tokens.get(id);
            for (int cut = 1; cut < token.length() && ordinary.test(id); cut++) {
                Integer left = ids.get(token.substring(0, cut));
                if (left != null && ids.containsKey(token.substring(cut))) {
                    merges.add(new Merge(token.substring(0, cut), token.substring(cut), scores.get(id), left));
                }
            }
        }
        merges.sort(Comparator.comparingDouble((Merge merge) -> -merge.score()).thenComparingInt(Merge::leftId));
        ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
        merges.forEach(merge -> pairs.addArray().add(merge.left()).add(merge.right()));
        return pairs;
    }

    private static ObjectNode replace(String what, String with) {
        ObjectNode replace = step("Replace");
        replace.putObject("pattern").put("String", what);
        return replace.put("content", with);
    }

    private static ObjectNode step(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }
}
