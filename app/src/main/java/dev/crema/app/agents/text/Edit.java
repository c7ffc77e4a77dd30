package dev.crema.app.agents.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;

/** One thing that a document is to hold. */
public sealed interface Edit {
    /** The keys that lead to it. */
    List<String> path();

    /** The value, or the element of a list. */
    JsonNode value();

    /** The document with it; the same document if it holds it already. */
    SettingsText applyTo(SettingsText text);

    /** Whether the document holds it. */
    boolean isIn(SettingsText text);

    /**
     * The document without it, for one that holds it.
     *
     * @param before the document before anything was applied; what it had at this place comes back
     */
    SettingsText takeFrom(SettingsText text, SettingsText before);

    /** A text value. */
    static Edit put(String value, String... path) {
        return new Put(List.of(path), JsonNodeFactory.instance.textNode(value));
    }

    /** A whole number. */
    static Edit put(int value, String... path) {
        return new Put(List.of(path), JsonNodeFactory.instance.numberNode(value));
    }

    /** A value that a path leads to. */
    record Put(List<String> path, JsonNode value) implements Edit {
        /** Copies the path. */
        public Put {
            path = List.copyOf(path);
        }

        @Override
        public SettingsText applyTo(SettingsText text) {
            return text.put(path, value);
        }

        @Override
        public boolean isIn(SettingsText text) {
            return value.equals(text.value(path));
        }

        @Override
        public SettingsText takeFrom(SettingsText text, SettingsText before) {
            String earlier = before.raw(path);
            return earlier != null
                    ? text.putRaw(path, earlier)
                    : withoutOwnContainers(text.remove(path), before, path.size() - 1);
        }

        private SettingsText withoutOwnContainers(SettingsText text, SettingsText before, int depth) {
            List<String> container = path.subList(0, depth);
            return depth == 0 || before.value(container) != null
                    ? text
                    : withoutOwnContainers(text.prune(container), before, depth - 1);
        }
    }

    /** An element of the list that a path leads to. */
    record Append(List<String> path, JsonNode value) implements Edit {
        /** Copies the path. */
        public Append {
            path = List.copyOf(path);
        }

        @Override
        public SettingsText applyTo(SettingsText text) {
            return text.append(path, value);
        }

        @Override
        public boolean isIn(SettingsText text) {
            JsonNode list = text.value(path);
            if (list == null || !list.isArray()) {
                return false;
            }
            for (JsonNode element : list) {
                if (element.equals(value)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public SettingsText takeFrom(SettingsText text, SettingsText before) {
            if (isIn(before)) {
                return text;
            }
            SettingsText without = text.removeElement(path, value);
            for (int depth = path.size(); depth > 0; depth--) {
                List<String> container = path.subList(0, depth);
                if (before.value(container) != null) {
                    break;
                }
                without = without.prune(container);
            }
            return without;
        }
    }
}
