package dev.crema.mlx.tokenizer;

import dev.crema.mlx.jinja.JinjaException;
import dev.crema.mlx.jinja.JinjaTemplate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A chat template in Jinja, rendered as transformers' {@code apply_chat_template} does. Parsed once; immutable.
 *
 * <p>As there, a message's reasoning can come as {@code reasoning_content}, {@code thinking} or {@code reasoning}: the
 * template finds it under the first two names.
 */
public final class JinjaChatTemplate implements ChatTemplate {
    private static final List<String> REASONING_FIELDS = List.of("reasoning_content", "thinking", "reasoning");

    private final String source;
    private final Map<String, String> specialTokens;
    private final Clock clock;
    private final JinjaTemplate template;

    /**
     * Parses a template.
     *
     * @param source the Jinja source
     * @param specialTokens template variables such as {@code bos_token} and {@code eos_token}
     * @param clock the time and zone that {@code strftime_now} tells
     * @throws TemplateException with the line and what was not understood there
     */
    public JinjaChatTemplate(String source, Map<String, String> specialTokens, Clock clock) {
        this.source = source;
        this.specialTokens = Map.copyOf(specialTokens);
        this.clock = clock;
        try {
            template = JinjaTemplate.parse(source);
        } catch (JinjaException e) {
            throw new TemplateException("The chat template cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public String render(
            List<Map<String, @Nullable Object>> messages,
            @Nullable List<Map<String, @Nullable Object>> tools,
            boolean addGenerationPrompt,
            Map<String, @Nullable Object> variables) {
        Map<String, @Nullable Object> all = new LinkedHashMap<>(specialTokens);
        all.putAll(variables);
        all.put("messages", withReasoningAliases(messages));
        all.put("tools", tools);
        all.putIfAbsent("documents", null);
        all.put("add_generation_prompt", addGenerationPrompt);
        try {
            return template.render(all, clock);
        } catch (JinjaException e) {
            throw new TemplateException(
                    e.raisedByTemplate() ? e.getMessage() : "The chat template failed: " + e.getMessage(), e);
        }
    }

    private static List<Map<String, @Nullable Object>> withReasoningAliases(
            List<Map<String, @Nullable Object>> messages) {
        List<Map<String, @Nullable Object>> aliased = new ArrayList<>(messages.size());
        for (Map<String, @Nullable Object> message : messages) {
            Object reasoning = reasoning(message);
            if (reasoning == null) {
                aliased.add(message);
                continue;
            }
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            copy.put("thinking", reasoning);
            copy.putAll(message);
            copy.put("reasoning_content", reasoning);
            aliased.add(copy);
        }
        return aliased;
    }

    private static @Nullable Object reasoning(Map<String, @Nullable Object> message) {
        for (String field : REASONING_FIELDS) {
            Object value = message.get(field);
            if (value != null) {
                return value;
            }
        }
        return null;
    }

    @Override
    public String source() {
        return source;
    }
}
