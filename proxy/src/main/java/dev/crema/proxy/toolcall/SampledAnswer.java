package dev.crema.proxy.toolcall;

import dev.crema.proxy.chat.Part;
import java.util.List;

/**
 * An answer as its model wrote it, next to what the client was told of it.
 *
 * @param sampled every character after the reasoning, calls and markers included
 * @param text the text the client got
 * @param calls the calls the client got, in order, keys and numbers spelled as the model spelled them
 */
public record SampledAnswer(String sampled, String text, List<Part.ToolUse> calls) {
    /** Copies the calls. */
    public SampledAnswer {
        calls = List.copyOf(calls);
    }

    /** Memory it takes, about. */
    int bytes() {
        return 2 * (2 * sampled.length() + text.length()) + 256;
    }
}
