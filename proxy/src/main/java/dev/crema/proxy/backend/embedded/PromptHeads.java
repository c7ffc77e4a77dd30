package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.Tokenizer;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much of a prompt is system prompt and tools: what all conversations of one agent begin with. Found by rendering the
 * head with another question and looking how far the texts agree. The last few heads are remembered, because an agent sends
 * the same one every turn. Entered by request threads, under its own monitor.
 */
final class PromptHeads {
    private static final int REMEMBERED = 16;
    private static final String QUESTION = "\u2042";

    private final PromptRenderer renderer;
    private final Tokenizer tokenizer;
    private final Map<Head, Integer> known = new LinkedHashMap<>(16, 0.75f, true);

    private record Head(List<Message> system, List<ToolSpec> tools) {}

    PromptHeads(PromptRenderer renderer, Tokenizer tokenizer) {
        this.renderer = renderer;
        this.tokenizer = tokenizer;
    }

    /** Tokens of the head; 0 if the request has neither system prompt nor tools. */
    int tokens(ChatRequest request, Prompt prompt) {
        Head head = new Head(system(request), request.tools());
        if (head.system().isEmpty() && head.tools().isEmpty()) {
            return 0;
        }
        synchronized (known) {
            Integer seen = known.get(head);
            if (seen != null) {
                return seen;
            }
        }
        int tokens = tokenizer.encode(text(request, prompt)).length;
        synchronized (known) {
            known.put(head, tokens);
            if (known.size() > REMEMBERED) {
                known.remove(known.keySet().iterator().next());
            }
        }
        return tokens;
    }

    /** The head's text: what the prompt has in common with the same head before another question. */
    private String text(ChatRequest request, Prompt prompt) {
        List<Message> other = new ArrayList<>(system(request));
        other.add(Message.text(Role.USER, QUESTION));
        String text = renderer.render(request.withMessages(other)).text();
        int common = 0;
        int end = Math.min(text.length(), prompt.text().length());
        while (common < end && text.charAt(common) == prompt.text().charAt(common)) {
            common++;
        }
        return text.substring(0, common);
    }

    /** A prompt of nothing but the head, to fill the cache with. */
    int[] alone(ChatRequest head) {
        List<Message> messages = new ArrayList<>(system(head));
        messages.add(Message.text(Role.USER, QUESTION));
        Prompt asked = renderer.render(head.withMessages(messages));
        int end = asked.text().indexOf(QUESTION);
        return tokenizer.encode(end < 0 ? asked.text() : asked.text().substring(0, end));
    }

    private static List<Message> system(ChatRequest request) {
        return request.messages().stream()
                .takeWhile(message -> message.role() == Role.SYSTEM)
                .toList();
    }
}
