package dev.crema.app.agents.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.crema.app.agents.text.TomlStatement.Table;
import dev.crema.app.agents.text.TomlStatement.Value;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A TOML document. Only texts, whole numbers and booleans are put into it. */
final class TomlText implements SettingsText {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final String text;
    private final List<TomlStatement> statements;

    private TomlText(String text) {
        this.text = text;
        this.statements = TomlParser.parse(text);
    }

    /**
     * Reads a document.
     *
     * @throws SettingsFormatException if it is not TOML
     */
    static TomlText parse(String text) {
        return new TomlText(text);
    }

    @Override
    public String text() {
        return text;
    }

    /** For a table the empty object, and for what JSON cannot say a node of its text. */
    @Override
    public @Nullable JsonNode value(List<String> path) {
        Value value = find(path);
        if (value != null) {
            return decoded(raw(value));
        }
        return statements.stream().anyMatch(statement -> startsWith(pathOf(statement), path))
                ? NODES.objectNode()
                : null;
    }

    @Override
    public @Nullable String raw(List<String> path) {
        Value value = find(path);
        return value == null ? null : raw(value);
    }

    @Override
    public TomlText put(List<String> path, JsonNode value) {
        Value present = find(path);
        if (present != null) {
            return decoded(raw(present)).equals(value) ? this : replace(present, value.toString());
        }
        refuseWhatIsInTheWay(path);
        List<String> table = path.subList(0, path.size() - 1);
        TomlStatement neighbour = table.isEmpty() ? lastAtTop() : lastIn(table);
        if (neighbour != null) {
            return insertAfter(neighbour, path, value);
        }
        return table.isEmpty() ? insertAtTop(path.getLast(), value) : appendTable(table, path.getLast(), value);
    }

    @Override
    public TomlText putRaw(List<String> path, String raw) {
        Value value = find(path);
        if (value == null) {
            throw new IllegalArgumentException("there is no " + name(path));
        }
        return replace(value, raw);
    }

    @Override
    public TomlText remove(List<String> path) {
        Value value = find(path);
        return value == null ? this : cut(value.start(), value.end());
    }

    @Override
    public TomlText prune(List<String> path) {
        Table table = header(path);
        if (table == null) {
            return this;
        }
        int index = statements.indexOf(table);
        boolean lastOne = index == statements.size() - 1;
        int next = lastOne ? text.length() : statements.get(index + 1).start();
        boolean empty = lastOne || statements.get(index + 1) instanceof Table;
        if (!empty || !text.substring(table.end(), next).isBlank()) {
            return this;
        }
        int lineBefore = Lines.startOf(text, Math.max(0, table.start() - 1));
        boolean blankBefore = lineBefore < table.start()
                && text.substring(lineBefore, table.start()).isBlank();
        return cut(blankBefore ? lineBefore : table.start(), table.end());
    }

    @Override
    public boolean isBlank() {
        return (text.startsWith("\uFEFF") ? text.substring(1) : text).isBlank();
    }

    private @Nullable Value find(List<String> path) {
        for (TomlStatement statement : statements) {
            if (statement instanceof Value value && value.path().equals(path)) {
                return value;
            }
        }
        return null;
    }

    private @Nullable Table header(List<String> path) {
        for (TomlStatement statement : statements) {
            if (statement instanceof Table table
                    && !table.array()
                    && table.path().equals(path)) {
                return table;
            }
        }
        return null;
    }

    /** A value that cannot be extended, a list of tables, or a table in place of a value. */
    private void refuseWhatIsInTheWay(List<String> path) {
        if (value(path) != null) {
            throw new SettingsFormatException("\"" + name(path) + "\" is a table there, so it cannot be given a value");
        }
        for (int depth = 1; depth < path.size(); depth++) {
            List<String> above = path.subList(0, depth);
            boolean list = statements.stream()
                    .anyMatch(statement -> statement instanceof Table table
                            && table.array()
                            && table.path().equals(above));
            if (list || find(above) != null) {
                throw new SettingsFormatException("\"" + name(above) + "\" is written as "
                        + (list ? "a list of tables" : "a value of its own")
                        + ", so nothing can be added to it. Write it as ["
                        + name(above) + "] with its keys in lines below");
            }
        }
    }

    /** The last value before any table. */
    private @Nullable TomlStatement lastAtTop() {
        TomlStatement last = null;
        for (TomlStatement statement : statements) {
            if (statement instanceof Table) {
                break;
            }
            last = statement;
        }
        return last;
    }

    /** The statement after which a key of a table can stand: below its header, or beside its dotted keys. */
    private @Nullable TomlStatement lastIn(List<String> path) {
        TomlStatement last = header(path);
        if (last != null) {
            for (TomlStatement statement : statements.subList(statements.indexOf(last) + 1, statements.size())) {
                if (statement instanceof Table) {
                    break;
                }
                last = statement;
            }
            return last;
        }
        for (TomlStatement statement : statements) {
            if (statement instanceof Value value
                    && value.tableDepth() < path.size()
                    && startsWith(value.path(), path)) {
                last = value;
            }
        }
        return last;
    }

    private TomlText insertAfter(TomlStatement neighbour, List<String> path, JsonNode value) {
        int tableDepth = neighbour instanceof Value beside ? beside.tableDepth() : path.size() - 1;
        String key = path.subList(tableDepth, path.size()).stream()
                .map(TomlText::key)
                .collect(Collectors.joining("."));
        String indent = neighbour instanceof Value ? Lines.indent(text, neighbour.start()) : "";
        int place = neighbour.end();
        String end = Lines.end(text);
        boolean midLine = place == text.length() && !text.endsWith("\n");
        return parse(text.substring(0, place) + (midLine ? end : "") + indent + key + " = " + value + end
                + text.substring(place));
    }

    private TomlText insertAtTop(String key, JsonNode value) {
        int place = text.startsWith("\uFEFF") ? 1 : 0;
        String end = Lines.end(text);
        String gap = Lines.isEnd(text, place) ? "" : end;
        return parse(text.substring(0, place) + key(key) + " = " + value + end + gap + text.substring(place));
    }

    private TomlText appendTable(List<String> table, String key, JsonNode value) {
        String end = Lines.end(text);
        String gap = isBlank() ? "" : text.endsWith("\n") ? end : end + end;
        String header = table.stream().map(TomlText::key).collect(Collectors.joining(".", "[", "]"));
        return parse(text + gap + header + end + key(key) + " = " + value + end);
    }

    private TomlText replace(Value value, String raw) {
        return parse(text.substring(0, value.valueStart()) + raw + text.substring(value.valueEnd()));
    }

    private TomlText cut(int from, int to) {
        return parse(text.substring(0, from) + text.substring(to));
    }

    private String raw(Value value) {
        return text.substring(value.valueStart(), value.valueEnd());
    }

    private static JsonNode decoded(String raw) {
        boolean lines = raw.startsWith("\"\"\"") || raw.startsWith("'''");
        if (!lines && (raw.startsWith("\"") || raw.startsWith("'"))) {
            return NODES.textNode(TomlStrings.unquoted(raw));
        }
        if (raw.equals("true") || raw.equals("false")) {
            return NODES.booleanNode(raw.equals("true"));
        }
        String digits = raw.replace("_", "");
        return digits.matches("[+-]?[0-9]{1,9}") ? NODES.numberNode(Integer.parseInt(digits)) : NODES.pojoNode(raw);
    }

    private static String key(String key) {
        return key.matches("[A-Za-z0-9_-]+") ? key : TomlStrings.quoted(key);
    }

    private static List<String> pathOf(TomlStatement statement) {
        return switch (statement) {
            case Table table -> table.path();
            case Value value -> value.path();
        };
    }

    private static boolean startsWith(List<String> path, List<String> prefix) {
        return path.size() >= prefix.size() && path.subList(0, prefix.size()).equals(prefix);
    }

    private static String name(List<String> path) {
        return String.join(".", path);
    }
}
