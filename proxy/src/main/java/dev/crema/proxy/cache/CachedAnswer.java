package dev.crema.proxy.cache;

import dev.crema.proxy.chat.FinishReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete answer, as every tier keeps it.
 *
 * @param promptTokens tokens of the prompt it answers
 * @param outputTokens tokens generated
 * @param stopSequence the stop string that ended it; null if none did
 * @param nanos what generating it took, from the request's start to the end
 * @param createdMillis when it was generated, since 1970
 * @param pieces its content in order
 */
record CachedAnswer(
        int promptTokens,
        int outputTokens,
        FinishReason reason,
        @Nullable String stopSequence,
        long nanos,
        long createdMillis,
        List<Piece> pieces) {
    CachedAnswer {
        pieces = List.copyOf(pieces);
    }

    /** A part of the content. */
    sealed interface Piece {
        /** Text. */
        record Text(String text) implements Piece {}

        /** Reasoning. */
        record Thinking(String text) implements Piece {}

        /** A tool call; its id is made anew at each replay. */
        record ToolCall(String name, String arguments) implements Piece {}
    }

    /** Whether an answer that ended so is complete and would come out the same again. */
    static boolean worthKeeping(FinishReason reason) {
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE, MAX_TOKENS, TOOL_USE -> true;
            case CONTEXT_FULL, REFUSAL -> false;
        };
    }
}
