package dev.crema.proxy.backend.lite;

import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.ToolSpec;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A request as rules look at it.
 *
 * @param lastUserText text of the last user message that has some besides tool results
 * @param allUserText all user messages' text, oldest first, separated by line breaks
 * @param toolResults texts of all tool results, oldest first
 * @param turn number of the answer to give, from 1: assistant messages so far and one
 * @param tools names of the tools the request offers
 */
record Conversation(
        String model,
        String lastUserText,
        String allUserText,
        List<String> toolResults,
        int turn,
        List<String> tools,
        boolean side) {
    static Conversation of(ChatRequest request) {
        List<String> userTexts = request.messages().stream()
                .filter(message -> message.role() == Role.USER)
                .map(message -> text(message.parts()))
                .filter(text -> !text.isBlank())
                .toList();
        List<String> results = request.messages().stream()
                .map(Message::parts)
                .flatMap(List::stream)
                .flatMap(part -> part instanceof Part.ToolResult result ? Stream.of(text(result.content())) : null)
                .toList();
        long answers = request.messages().stream()
                .filter(message -> message.role() == Role.ASSISTANT)
                .count();
        return new Conversation(
                request.model(),
                userTexts.isEmpty() ? "" : userTexts.getLast(),
                String.join("\n", userTexts),
                results,
                Math.toIntExact(answers) + 1,
                request.tools().stream().map(ToolSpec::name).toList(),
                request.client().side());
    }

    private static String text(List<Part> parts) {
        return parts.stream()
                .flatMap(part -> part instanceof Part.Text text ? Stream.of(text.text()) : null)
                .collect(Collectors.joining("\n"));
    }
}
