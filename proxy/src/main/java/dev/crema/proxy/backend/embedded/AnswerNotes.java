package dev.crema.proxy.backend.embedded;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.toolcall.SampledAnswer;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.ArrayList;
import java.util.List;

/** Notes what a model writes in one answer and what its client is told of it. One thread. */
final class AnswerNotes {
    private final StringBuilder sampled = new StringBuilder();
    private final StringBuilder text = new StringBuilder();
    private final List<Part.ToolUse> calls = new ArrayList<>();

    /** The model wrote. */
    void sampled(String more) {
        sampled.append(more);
    }

    /** The client is told text. */
    void text(String more) {
        text.append(more);
    }

    /** The client is told a call. */
    void call(String id, String name, ObjectNode arguments) {
        calls.add(new Part.ToolUse(id, name, arguments));
    }

    /** The model ended its turn. */
    void ended(SampledAnswers memory) {
        memory.remember(new SampledAnswer(sampled.toString(), text.toString(), calls));
    }

    /**
     * The answer was ended after its last call, before the model could close that call.
     *
     * @param closing what follows a call's arguments, some of which the model may have written
     */
    void endedAfterCall(String closing, SampledAnswers memory) {
        String written = sampled.toString().stripTrailing();
        String end = closing.stripLeading();
        int known = end.length();
        while (!written.endsWith(end.substring(0, known))) {
            known--;
        }
        String rest = known == 0 ? closing : end.substring(known);
        memory.remember(new SampledAnswer(written + rest, text.toString(), calls));
    }
}
