package dev.crema.mlx.tokenizer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model's chat template: messages to prompt text, character for character as Hugging Face renders it. */
public interface ChatTemplate {
    /**
     * Renders a conversation.
     *
     * @param messages maps with {@code role}, {@code content} and whatever the template reads; values are strings,
     *     numbers, booleans, lists, maps (insertion-ordered) and null
     * @param tools tool definitions in OpenAI's function shape, or null for none
     * @param addGenerationPrompt whether the assistant's turn is opened at the end
     * @param variables further template variables, for example {@code enable_thinking}
     * @throws TemplateException with the template's own message if it raises one
     */
    String render(
            List<Map<String, @Nullable Object>> messages,
            @Nullable List<Map<String, @Nullable Object>> tools,
            boolean addGenerationPrompt,
            Map<String, @Nullable Object> variables);

    /** The template's Jinja source: what tool-call formats and thinking support are recognised from. */
    String source();
}
