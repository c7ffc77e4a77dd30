package dev.crema.proxy.backend.lite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills {@code {{name}}} in scripted strings from the conversation: {@code text}, {@code model}, {@code turn},
 * {@code toolResults}, {@code toolResult} (the last one) and the groups {@code 0}, {@code 1}, … of the rule's pattern. Other
 * names stay as they are.
 */
final class Placeholders {
    private static final Pattern NAME = Pattern.compile("\\{\\{(\\w+)}}");

    private final Conversation conversation;
    private final String[] groups;

    Placeholders(Conversation conversation, String[] groups) {
        this.conversation = conversation;
        this.groups = groups;
    }

    String fill(String text) {
        return text.contains("{{")
                ? NAME.matcher(text).replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), match.group())))
                : text;
    }

    ObjectNode fill(ObjectNode node) {
        ObjectNode filled = JsonNodeFactory.instance.objectNode();
        node.properties().forEach(entry -> filled.set(entry.getKey(), fillAny(entry.getValue())));
        return filled;
    }

    private JsonNode fillAny(JsonNode node) {
        return switch (node) {
            case TextNode text -> TextNode.valueOf(fill(text.textValue()));
            case ObjectNode object -> fill(object);
            case ArrayNode array -> {
                ArrayNode filled = JsonNodeFactory.instance.arrayNode(array.size());
                array.forEach(item -> filled.add(fillAny(item)));
                yield filled;
            }
            default -> node;
        };
    }

    private String value(String name, String unknown) {
        return switch (name) {
            case "text" -> conversation.lastUserText();
            case "model" -> conversation.model();
            case "turn" -> Integer.toString(conversation.turn());
            case "toolResults" -> Integer.toString(conversation.toolResults().size());
            case "toolResult" ->
                conversation.toolResults().isEmpty()
                        ? ""
                        : conversation.toolResults().getLast();
            default -> group(name, unknown);
        };
    }

    private String group(String name, String unknown) {
        if (!name.chars().allMatch(Character::isDigit) || name.length() > 2) {
            return unknown;
        }
        int group = Integer.parseInt(name);
        return group < groups.length ? groups[group] : unknown;
    }
}
