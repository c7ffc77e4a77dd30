package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.TemplateException;
import dev.crema.mlx.tokenizer.Tokenizer;
import dev.crema.proxy.backend.embedded.Prompt.Start;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Renders requests as prompts for one model. Safe from any thread; works on the calling one. */
final class PromptRenderer {
    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final TemplateTraits traits;
    private final ConversationShaper shaper;

    /**
     * Probes the template.
     *
     * @throws TemplateException if it cannot render a user message
     */
    PromptRenderer(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.traits = TemplateProbe.probe(template);
        this.shaper = new ConversationShaper(traits);
    }

    /** What the template can do. */
    TemplateTraits traits() {
        return traits;
    }

    /**
     * Renders and encodes.
     *
     * @throws ChatException if the request contradicts itself or the template refuses it
     */
    Prompt render(ChatRequest request) {
        Continuation continuation = Continuation.of(request.messages());
        CallDemand demand = CallDemand.of(
                request,
                traits.tools() == null ? HermesTools.OPENING : traits.tools().opening());
        if (continuation.continues()) {
            String text = continuation.cut(rendered(request, continuation.messages(), false));
            return prompt(text, "", Start.ANSWER, continuation.spaceGiven());
        }
        List<Message> messages = new ArrayList<>(continuation.messages());
        if (!demand.instruction().isEmpty()) {
            messages.add(Message.text(Role.SYSTEM, demand.instruction()));
        }
        return opened(request.thinking(), rendered(request, messages, true), demand.opening());
    }

    /** Ends reasoning that the template has opened where the client wants none, or a call at once. */
    private Prompt opened(Thinking thinking, String rendered, String opening) {
        ThinkMarkers markers = traits.thinking();
        if (markers == null || !markers.opened(rendered)) {
            return prompt(rendered + opening, opening, opening.isEmpty() ? Start.OPEN : Start.ANSWER, false);
        }
        if (thinking != Thinking.DISABLED && opening.isEmpty()) {
            return prompt(rendered, "", Start.REASONING, false);
        }
        return prompt(rendered + "\n" + markers.close() + "\n\n" + opening, opening, Start.ANSWER, false);
    }

    private Prompt prompt(String text, String opening, Start start, boolean spaceGiven) {
        return new Prompt(text, tokenizer.encode(text), opening, start, spaceGiven);
    }

    private String rendered(ChatRequest request, List<Message> messages, boolean open) {
        List<ToolSpec> known =
                request.tools().stream().filter(tool -> !tool.deferred()).toList();
        if (messages.isEmpty()) {
            throw new ChatException(Kind.INVALID_REQUEST, "messages: there is no message to answer");
        }
        try {
            return template.render(
                    shaper.messages(messages, known), shaper.tools(known), open, variables(request.thinking()));
        } catch (TemplateException e) {
            throw new ChatException(
                    Kind.INVALID_REQUEST,
                    "The model's chat template refuses this conversation: " + e.getMessage(),
                    0,
                    e);
        }
    }

    /** Reasoning of earlier turns is kept wherever a template lets us choose: dropping it rewrites the prefix. */
    private static Map<String, @Nullable Object> variables(Thinking thinking) {
        Map<String, @Nullable Object> variables = new HashMap<>();
        variables.put("preserve_thinking", true);
        variables.put("clear_thinking", false);
        if (thinking != Thinking.UNSPECIFIED) {
            variables.put("enable_thinking", thinking == Thinking.ENABLED);
            variables.put("thinking", thinking == Thinking.ENABLED);
        }
        return variables;
    }
}
