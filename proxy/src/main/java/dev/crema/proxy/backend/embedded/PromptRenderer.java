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
import dev.crema.proxy.toolcall.SampledAnswers;
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
     * @param memory what the model wrote before
     * @throws TemplateException if it cannot render a user message
     */
    PromptRenderer(ChatTemplate template, Tokenizer tokenizer, SampledAnswers memory) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.traits = TemplateProbe.probe(template);
        this.shaper = new ConversationShaper(traits, memory);
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
            String asSampled = asSampled(request, messages, known, open);
            return asSampled == null ? render(request, shaper.messages(messages, known, null), known, open) : asSampled;
        } catch (TemplateException e) {
            throw new ChatException(
                    Kind.INVALID_REQUEST,
                    "The model's chat template refuses this conversation: " + e.getMessage(),
                    0,
                    e);
        }
    }

    /** With answers as the model wrote them; null where there are none, or the template shows them in another way. */
    private @Nullable String asSampled(
            ChatRequest request, List<Message> messages, List<ToolSpec> known, boolean open) {
        SampledTexts sampled = new SampledTexts();
        var shaped = shaper.messages(messages, known, sampled);
        try {
            return sampled.restore(render(request, shaped, known, open));
        } catch (TemplateException e) {
            if (sampled.isEmpty()) {
                throw e;
            }
            return null; // it may take the calls that these texts stand for
        }
    }

    private String render(
            ChatRequest request, List<Map<String, @Nullable Object>> messages, List<ToolSpec> known, boolean open) {
        return template.render(messages, shaper.tools(known), open, variables(request.thinking()));
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
