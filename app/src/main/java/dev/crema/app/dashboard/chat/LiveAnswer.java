package dev.crema.app.dashboard.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An answer while it comes: written by the thread that receives it, read by the window's. Guarded by its monitor. */
final class LiveAnswer {
    /** How it stands. */
    enum Phase {
        /** Nothing came yet. */
        WAITING,
        /** It comes. */
        COMING,
        /** It is whole. */
        DONE,
        /** A person stopped it. */
        STOPPED,
        /** Something stood in its way. */
        FAILED
    }

    /**
     * What is to be seen of it.
     *
     * @param thinking the model's reasoning before it answered; empty: none
     * @param note what went wrong or ended it early, as sentences; null: nothing
     */
    record Shown(
            Phase phase,
            String text,
            String thinking,
            @Nullable String note,
            AnswerFigures figures) {}

    /** A block of the protocol's content, which goes back with the next question as it came. */
    private static final class Block {
        private final boolean thinks;
        private final StringBuilder text = new StringBuilder();
        private final StringBuilder signature = new StringBuilder();

        Block(boolean thinks) {
            this.thinks = thinks;
        }
    }

    private final long begun = System.nanoTime();
    private final List<Block> blocks = new ArrayList<>();
    private Phase phase = Phase.WAITING;
    private @Nullable String note;
    private int prompt;
    private int reused;
    private int output;
    private long first;
    private long last;

    /** The prompt was read. */
    synchronized void prompt(int tokens, int reusedTokens) {
        prompt = tokens;
        reused = reusedTokens;
    }

    synchronized void block(boolean thinks) {
        blocks.add(new Block(thinks));
    }

    synchronized void text(String more) {
        if (first == 0) {
            first = System.nanoTime();
        }
        last = System.nanoTime();
        phase = Phase.COMING;
        blocks.getLast().text.append(more);
    }

    synchronized void signature(String more) {
        blocks.getLast().signature.append(more);
    }

    synchronized void output(int tokens) {
        output = tokens;
    }

    /** @param why it ended before the model was done; null: it was */
    synchronized void done(@Nullable String why) {
        phase = Phase.DONE;
        note = why;
    }

    synchronized void stopped() {
        phase = Phase.STOPPED;
        note = "You stopped this answer.";
    }

    synchronized void failed(String why) {
        phase = Phase.FAILED;
        note = why;
    }

    /** Whether nothing more comes. */
    synchronized boolean over() {
        return phase != Phase.WAITING && phase != Phase.COMING;
    }

    synchronized Shown shown() {
        return new Shown(phase, text(false), text(true), note, figures());
    }

    /** The content to send back with the next question; empty if there is nothing of it that would make sense. */
    synchronized ArrayNode content() {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        if (text(false).isBlank()) {
            return content;
        }
        for (Block block : blocks) {
            if (!block.thinks) {
                content.addObject().put("type", "text").put("text", block.text.toString());
            } else if (!block.signature.isEmpty()) {
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", block.text.toString())
                        .put("signature", block.signature.toString());
            }
        }
        return content;
    }

    private String text(boolean thinking) {
        StringBuilder all = new StringBuilder();
        for (Block block : blocks) {
            if (block.thinks == thinking) {
                all.append(block.text);
            }
        }
        return all.toString();
    }

    private AnswerFigures figures() {
        double toFirst = first == 0 ? 0 : (first - begun) / 1e9;
        double rest = (last - first) / 1e9;
        return new AnswerFigures(toFirst, output < 2 || rest <= 0 ? 0 : (output - 1) / rest, prompt, reused, output);
    }
}
