package dev.crema.app.dashboard.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Questions and answers, and the request that asks the next one. JavaFX thread only. */
final class Conversation {
    private final String session = "chat-" + UUID.randomUUID();
    private final List<Turn> turns = new ArrayList<>();

    /** A question with its answer. */
    record Turn(String question, LiveAnswer answer) {}

    /** Names it; the requests of one conversation share what was computed. */
    String session() {
        return session;
    }

    /** Adds a question, whose answer is yet to come. */
    Turn ask(String question) {
        Turn turn = new Turn(question, new LiveAnswer());
        turns.add(turn);
        return turn;
    }

    /**
     * Everything said so far as the body of a request; questions without an answer are left out but for the last.
     *
     * @param longestAnswer in tokens
     */
    String body(String model, int longestAnswer) {
        ObjectNode body = JsonNodeFactory.instance
                .objectNode()
                .put("model", model)
                .put("max_tokens", longestAnswer)
                .put("stream", true);
        ArrayNode messages = body.putArray("messages");
        for (Turn turn : turns.subList(0, turns.size() - 1)) {
            ArrayNode answer = turn.answer().content();
            if (!answer.isEmpty()) {
                messages.addObject().put("role", "user").put("content", turn.question());
                messages.addObject().put("role", "assistant").set("content", answer);
            }
        }
        messages.addObject().put("role", "user").put("content", turns.getLast().question());
        return body.toString();
    }
}
