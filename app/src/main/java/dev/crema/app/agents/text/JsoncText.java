package dev.crema.app.agents.text;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.app.agents.text.JsoncNode.Container;
import dev.crema.app.agents.text.JsoncNode.Item;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A JSON document, with comments and trailing commas where its user has them. */
final class JsoncText implements SettingsText {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .build();

    private final String text;
    private final @Nullable Container root;

    private JsoncText(String text, @Nullable Container root) {
        this.text = text;
        this.root = root;
    }

    /**
     * Reads a document.
     *
     * @throws SettingsFormatException if it is not JSON, or holds something else than one object
     */
    static JsoncText parse(String text) {
        JsoncNode node = JsoncParser.parse(text);
        if (node == null) {
            return new JsoncText(text, null);
        }
        if (node instanceof Container container && container.object()) {
            return new JsoncText(text, container);
        }
        throw SettingsFormatException.at(text, node.start(), "expected one object in braces");
    }

    @Override
    public String text() {
        return text;
    }

    @Override
    public @Nullable JsonNode value(List<String> path) {
        JsoncNode node = find(path);
        return node == null ? null : read(node);
    }

    @Override
    public @Nullable String raw(List<String> path) {
        JsoncNode node = find(path);
        return node == null ? null : text.substring(node.start(), node.end());
    }

    @Override
    public JsoncText put(List<String> path, JsonNode value) {
        if (root == null) {
            return withRoot().put(path, value);
        }
        Container container = root;
        for (int i = 0; i < path.size() - 1; i++) {
            Item item = container.find(path.get(i));
            if (item == null) {
                return insert(container, path.get(i), nested(path.subList(i + 1, path.size()), value));
            }
            container = container(item.value(), path.subList(0, i + 1), true);
        }
        Item item = container.find(path.getLast());
        if (item == null) {
            return insert(container, path.getLast(), value);
        }
        return read(item.value()).equals(value) ? this : replace(item.value(), written(item.value(), value));
    }

    @Override
    public JsoncText putRaw(List<String> path, String raw) {
        JsoncNode node = find(path);
        if (node == null) {
            throw new IllegalArgumentException("there is no " + name(path));
        }
        return replace(node, raw);
    }

    @Override
    public JsoncText remove(List<String> path) {
        Container container = parent(path);
        Item item = container == null ? null : container.find(path.getLast());
        return container == null || item == null ? this : without(container, item);
    }

    @Override
    public JsoncText prune(List<String> path) {
        boolean empty = find(path) instanceof Container container
                && container.items().isEmpty()
                && text.substring(container.start() + 1, container.end() - 1).isBlank();
        return empty ? remove(path) : this;
    }

    @Override
    public JsoncText append(List<String> path, JsonNode element) {
        JsoncNode node = find(path);
        if (node == null) {
            return put(path, JsonNodeFactory.instance.arrayNode().add(element));
        }
        Container list = container(node, path, false);
        return item(list, element) == null ? insert(list, null, element) : this;
    }

    @Override
    public JsoncText removeElement(List<String> path, JsonNode element) {
        if (find(path) instanceof Container list && !list.object()) {
            Item item = item(list, element);
            return item == null ? this : without(list, item);
        }
        return this;
    }

    @Override
    public boolean isBlank() {
        String bare = (text.startsWith("\uFEFF") ? text.substring(1) : text).strip();
        return bare.isEmpty()
                || (bare.startsWith("{") && bare.substring(1).strip().equals("}"));
    }

    private @Nullable JsoncNode find(List<String> path) {
        if (path.isEmpty()) {
            return root;
        }
        Container parent = parent(path);
        Item item = parent == null ? null : parent.find(path.getLast());
        return item == null ? null : item.value();
    }

    /** The object that would hold the last key of a path; null if there is none. */
    private @Nullable Container parent(List<String> path) {
        Container container = root;
        for (String key : path.subList(0, path.size() - 1)) {
            Item item = container == null ? null : container.find(key);
            container = item != null && item.value() instanceof Container inner && inner.object() ? inner : null;
        }
        return container;
    }

    private @Nullable Item item(Container list, JsonNode element) {
        return list.items().stream()
                .filter(item -> read(item.value()).equals(element))
                .findFirst()
                .orElse(null);
    }

    private static Container container(JsoncNode node, List<String> path, boolean object) {
        if (node instanceof Container container && container.object() == object) {
            return container;
        }
        throw new SettingsFormatException("\"" + name(path) + "\" is not "
                + (object ? "an object in braces" : "a list in brackets") + ", so nothing can be added to it");
    }

    private JsonNode read(JsoncNode node) {
        try {
            return JSON.readTree(text.substring(node.start(), node.end()));
        } catch (JsonProcessingException e) {
            throw SettingsFormatException.at(text, node.start(), e.getOriginalMessage());
        }
    }

    /** Of a document of blanks and comments: with an empty object after them. */
    private JsoncText withRoot() {
        String end = Lines.end(text);
        boolean midLine = !text.isBlank() && !text.equals("\uFEFF") && !text.endsWith("\n");
        return parse(text + (midLine ? end : "") + "{}" + end);
    }

    private JsoncText replace(JsoncNode node, String raw) {
        return parse(text.substring(0, node.start()) + raw + text.substring(node.end()));
    }

    private JsoncText insert(Container container, @Nullable String key, JsonNode value) {
        String end = Lines.end(text);
        Item last = container.items().isEmpty() ? null : container.items().getLast();
        int after = last == null ? container.start() + 1 : last.end();
        String comma = last != null && last.comma() < 0 ? "," : "";
        if (last != null && !isBlock(container)) {
            return parse(text.substring(0, after) + comma + " " + member(key, JsonWriter.line(value))
                    + text.substring(after));
        }
        String indent = last == null
                ? Lines.indent(text, container.start()) + unit()
                : Lines.indent(text, container.items().getFirst().start());
        String line = end + indent + member(key, new JsonWriter(end, unit()).block(value, indent));
        int place = afterComments(after);
        if (Lines.isEnd(text, place)) {
            return parse(
                    text.substring(0, after) + comma + text.substring(after, place) + line + text.substring(place));
        }
        return last == null
                ? parse(text.substring(0, place)
                        + line
                        + end
                        + Lines.indent(text, container.start())
                        + text.substring(place))
                : parse(text.substring(0, after) + comma + line + text.substring(after));
    }

    private static String member(@Nullable String key, String value) {
        return key == null ? value : JsonWriter.quoted(key) + ": " + value;
    }

    private JsoncText without(Container container, Item item) {
        int index = container.items().indexOf(item);
        boolean last = index == container.items().size() - 1;
        int from = item.start();
        int to = item.end();
        int lineStart = Lines.beforeBlanks(text, from);
        int lineEnd = Lines.afterBlanks(text, to);
        boolean startsLine = lineStart > 0 && text.charAt(lineStart - 1) == '\n';
        if (startsLine && Lines.isEnd(text, lineEnd)) {
            from = lineStart;
            to = Lines.next(text, lineEnd);
        } else if (!last) {
            to = lineEnd;
        } else if (!startsLine) {
            from = lineStart;
        }
        String head = text.substring(0, from);
        if (last && index > 0 && item.comma() < 0) {
            int comma = container.items().get(index - 1).comma();
            head = text.substring(0, comma) + text.substring(comma + 1, from);
        }
        return parse(head + text.substring(to));
    }

    /** Whether each item has a line of its own. */
    private boolean isBlock(Container container) {
        return text.substring(container.start(), container.items().getFirst().start())
                .contains("\n");
    }

    /** After the comments that belong to what ends at an offset: those on its line. */
    private int afterComments(int offset) {
        int at = Lines.afterBlanks(text, offset);
        if (text.startsWith("//", at)) {
            return Lines.endOf(text, at);
        }
        return text.startsWith("/*", at) ? afterComments(text.indexOf("*/", at + 2) + 2) : at;
    }

    /** One level of indentation, as the first key of the document has it. */
    private String unit() {
        if (root == null || root.items().isEmpty() || !isBlock(root)) {
            return "  ";
        }
        String unit = Lines.indent(text, root.items().getFirst().start());
        return unit.isEmpty() ? "  " : unit;
    }

    private String written(JsoncNode place, JsonNode value) {
        return text.contains("\n")
                ? new JsonWriter(Lines.end(text), unit()).block(value, Lines.indent(text, place.start()))
                : JsonWriter.line(value);
    }

    private static JsonNode nested(List<String> path, JsonNode value) {
        JsonNode nested = value;
        for (String key : path.reversed()) {
            nested = JsonNodeFactory.instance.objectNode().set(key, nested);
        }
        return nested;
    }

    private static String name(List<String> path) {
        return String.join(".", path);
    }
}
