package dev.crema.app.agents.text;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a value stands in a text: from {@code start} to before {@code end}, in chars. */
sealed interface JsoncNode {
    int start();

    int end();

    /** A text, number or literal. */
    record Scalar(int start, int end) implements JsoncNode {}

    /** An object or an array, its brackets included. */
    record Container(int start, int end, boolean object, List<Item> items) implements JsoncNode {
        /** The item of that key; of several the last, which is the one that counts. */
        @Nullable
        Item find(String key) {
            return items.reversed().stream()
                    .filter(item -> key.equals(item.key()))
                    .findFirst()
                    .orElse(null);
        }
    }

    /**
     * A member of an object or an element of an array.
     *
     * @param start where its key begins, or its value if it has none
     * @param comma where the comma after it stands; -1 if there is none
     */
    record Item(int start, @Nullable String key, JsoncNode value, int comma) {
        /** Where it ends, its comma included. */
        int end() {
            return comma < 0 ? value.end() : comma + 1;
        }
    }
}
