package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.TemplateException;
import dev.crema.proxy.backend.embedded.TemplateTraits.CallOpening;
import dev.crema.proxy.backend.embedded.TemplateTraits.CallStyle;
import dev.crema.proxy.backend.embedded.TemplateTraits.ToolTraits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a template can do by rendering small conversations of unmistakable words and looking where the words end
 * up. Reading the source would not do: templates reach the same outcome in many ways, and refuse in many more.
 */
final class TemplateProbe {
    private static final String SYSTEM = "qzsystem";
    private static final String FIRST = "qzfirst";
    private static final String SECOND = "qzsecond";
    private static final String ANSWER = "qzanswer";
    private static final String TOOL = "qztool";
    private static final String KEY = "qzkey";
    private static final String VALUE = "qzvalue";
    private static final String RESULT = "qzresult";
    private static final String OTHER_RESULT = "qzotherresult";
    private static final List<CallStyle> CALL_STYLES = List.of(
            new CallStyle(false, false),
            new CallStyle(false, true),
            new CallStyle(true, false),
            new CallStyle(true, true));

    private final ChatTemplate template;
    private final @Nullable ThinkMarkers thinking;
    private final boolean contentParts;

    private TemplateProbe(ChatTemplate template) {
        this.template = template;
        this.thinking = ThinkMarkers.of(template.source());
        this.contentParts = needsParts(template);
    }

    /**
     * Probes a template.
     *
     * @throws TemplateException if it cannot even render one user message
     */
    static TemplateTraits probe(ChatTemplate template) {
        return new TemplateProbe(template).traits();
    }

    private TemplateTraits traits() {
        boolean adjacentUsers = shows(List.of(text("user", FIRST), text("user", SECOND)), FIRST, SECOND);
        return new TemplateTraits(contentParts, leadingSystem(), laterSystem(), adjacentUsers, tools(), thinking);
    }

    /** In the longer conversation, some templates move the system prompt to the last user message. */
    private boolean leadingSystem() {
        var conversation =
                List.of(text("system", SYSTEM), text("user", FIRST), text("assistant", ANSWER), text("user", SECOND));
        return shows(conversation, SYSTEM, FIRST, ANSWER, SECOND) && shows(conversation.subList(0, 2), SYSTEM, FIRST);
    }

    private static boolean needsParts(ChatTemplate template) {
        String refusal = "its output lacks the message";
        for (boolean parts : new boolean[] {false, true}) {
            try {
                var conversation = List.of(TemplateMessage.of("user", FIRST, parts));
                if (template.render(conversation, null, true, Map.of()).contains(FIRST)) {
                    return parts;
                }
            } catch (TemplateException e) {
                refusal = String.valueOf(e.getMessage());
            }
        }
        throw new TemplateException("The chat template cannot render a user message: " + refusal);
    }

    private boolean laterSystem() {
        var afterUser =
                List.of(text("user", FIRST), text("system", SYSTEM), text("assistant", ANSWER), text("user", SECOND));
        var afterAssistant =
                List.of(text("user", FIRST), text("assistant", ANSWER), text("system", SYSTEM), text("user", SECOND));
        return shows(afterUser, FIRST, SYSTEM, ANSWER, SECOND)
                && shows(afterUser.subList(0, 2), FIRST, SYSTEM)
                && shows(afterAssistant, FIRST, ANSWER, SYSTEM, SECOND)
                && shows(afterAssistant.subList(0, 3), FIRST, ANSWER, SYSTEM);
    }

    private @Nullable ToolTraits tools() {
        for (CallStyle style : CALL_STYLES) {
            String called = renderWithTools(List.of(text("user", FIRST), calling(style, 1)), false);
            if (called != null && showsDefinition() && showsCall(called) && showsResult(style)) {
                return new ToolTraits(
                        style,
                        userAfterResult(style),
                        textApart(style),
                        parallelCalls(style),
                        opening(called),
                        closing(style));
            }
        }
        return null;
    }

    private boolean showsDefinition() {
        String rendered = renderWithTools(List.of(text("user", FIRST)), true);
        return rendered != null && rendered.contains(TOOL) && rendered.contains(KEY);
    }

    /** Quotes tell wrong arguments: a mapping printed as Python, or JSON text encoded a second time. */
    private static boolean showsCall(String rendered) {
        String call = afterFirst(rendered);
        return inOrder(call, TOOL, KEY, VALUE) && !call.contains("'" + KEY + "'") && !call.contains("\\\"" + KEY);
    }

    private boolean showsResult(CallStyle style) {
        String rendered = renderWithTools(
                List.of(text("user", FIRST), calling(style, 1), result(style, 0, RESULT), text("assistant", ANSWER)),
                false);
        return rendered != null && inOrder(afterFirst(rendered), VALUE, RESULT, ANSWER);
    }

    private boolean userAfterResult(CallStyle style) {
        String rendered = renderWithTools(
                List.of(text("user", FIRST), calling(style, 1), result(style, 0, RESULT), text("user", SECOND)), true);
        return rendered != null && inOrder(afterFirst(rendered), RESULT, SECOND);
    }

    private boolean textApart(CallStyle style) {
        Map<String, @Nullable Object> both = calling(style, 1);
        both.put("content", text("assistant", ANSWER).get("content"));
        String together = renderWithTools(List.of(text("user", FIRST), both, result(style, 0, RESULT)), true);
        if (together != null && inOrder(afterFirst(together), ANSWER, VALUE, RESULT)) {
            return false;
        }
        String apart = renderWithTools(
                List.of(
                        text("user", FIRST),
                        text("assistant", ANSWER),
                        calling(style, 1),
                        result(style, 0, RESULT),
                        text("assistant", ANSWER),
                        text("user", SECOND)),
                true);
        return apart != null && inOrder(afterFirst(apart), ANSWER, VALUE, RESULT, ANSWER, SECOND);
    }

    private boolean parallelCalls(CallStyle style) {
        String rendered = renderWithTools(
                List.of(
                        text("user", FIRST),
                        calling(style, 2),
                        result(style, 0, RESULT),
                        result(style, 1, OTHER_RESULT)),
                true);
        return rendered != null && inOrder(afterFirst(rendered), VALUE + 0, VALUE + 1, RESULT, OTHER_RESULT);
    }

    /** What a rendered call has before its tool's name, after the opened turn and any empty reasoning. */
    private @Nullable CallOpening opening(String called) {
        int start = answerStart(called);
        int name = called.indexOf(TOOL, start);
        if (name < 0) {
            return null;
        }
        String before = called.substring(start, name);
        if (thinking != null) {
            int reasoned = before.lastIndexOf(thinking.close());
            before = reasoned < 0
                    ? before
                    : before.substring(reasoned + thinking.close().length()).stripLeading();
        }
        String after = called.substring(name + TOOL.length()).substring(0, 1);
        boolean marker = after.equals("<") || after.equals("["); // half a marker would be read as something else
        return before.isBlank() ? null : new CallOpening(before, marker ? "" : after);
    }

    /** Where the opened turn ends; if that cannot be told, where a call and a text answer part, whole markers kept. */
    private int answerStart(String called) {
        String opened = renderWithTools(List.of(text("user", FIRST)), true);
        if (opened != null && called.startsWith(opened)) {
            return opened.length();
        }
        String answered = renderWithTools(List.of(text("user", FIRST), text("assistant", ANSWER)), false);
        if (answered == null) {
            return called.length();
        }
        int start = 0;
        while (start < Math.min(called.length(), answered.length()) && called.charAt(start) == answered.charAt(start)) {
            start++;
        }
        int marker = called.lastIndexOf('<', start - 1);
        return marker >= 0 && called.indexOf('>', marker) >= start ? marker : start;
    }

    /** What a rendered call has after its arguments, if an answer of text alone is rendered with the same around it. */
    private @Nullable String closing(CallStyle style) {
        String called = answeredByResult(style, calling(style, 1));
        String said = answeredByResult(style, text("assistant", ANSWER));
        if (called == null || said == null || !said.contains(ANSWER)) {
            return null;
        }
        String before = said.substring(0, said.indexOf(ANSWER));
        String after = said.substring(before.length() + ANSWER.length());
        int length = called.length() - before.length() - after.length();
        if (length < 0 || !called.startsWith(before) || !called.endsWith(after)) {
            return null;
        }
        String call = called.substring(before.length(), before.length() + length);
        int value = call.lastIndexOf(VALUE + 0);
        return value < 0 ? null : call.substring(value + VALUE.length() + 1).replaceFirst("^[\"'}\\])]+", "");
    }

    private @Nullable String answeredByResult(CallStyle style, Map<String, @Nullable Object> answer) {
        return renderWithTools(List.of(text("user", FIRST), answer, result(style, 0, RESULT)), true);
    }

    private Map<String, @Nullable Object> text(String role, String text) {
        return TemplateMessage.of(role, text, contentParts);
    }

    private Map<String, @Nullable Object> calling(CallStyle style, int count) {
        List<Map<String, @Nullable Object>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Object arguments =
                    style.textArguments() ? "{\"" + KEY + "\": \"" + VALUE + i + "\"}" : Map.of(KEY, VALUE + i);
            calls.add(TemplateMessage.call(id(style, i), TOOL, arguments));
        }
        Map<String, @Nullable Object> message = text("assistant", "");
        message.put("tool_calls", calls);
        return message;
    }

    private Map<String, @Nullable Object> result(CallStyle style, int index, String text) {
        return TemplateMessage.result(id(style, index), TOOL, text, contentParts);
    }

    private static String id(CallStyle style, int index) {
        return TemplateMessage.callId(style, "probe" + index, TOOL, index);
    }

    private @Nullable String renderWithTools(List<Map<String, @Nullable Object>> messages, boolean open) {
        Map<String, Object> schema =
                Map.of("type", "object", "properties", Map.of(KEY, Map.of("type", "string")), "required", List.of(KEY));
        return render(messages, List.of(TemplateMessage.tool(TOOL, "a probe", schema)), open);
    }

    private boolean shows(List<Map<String, @Nullable Object>> messages, String... words) {
        String rendered = render(messages, null, true);
        return rendered != null && inOrder(rendered, words);
    }

    private @Nullable String render(
            List<Map<String, @Nullable Object>> messages,
            @Nullable List<Map<String, @Nullable Object>> tools,
            boolean open) {
        try {
            return template.render(messages, tools, open, Map.of());
        } catch (TemplateException e) {
            return null; // refusing is the answer to what was asked
        }
    }

    /** The definitions of tools stand before or right after the first user text and name the same words. */
    private static String afterFirst(String rendered) {
        return rendered.substring(Math.max(0, rendered.indexOf(FIRST)));
    }

    private static boolean inOrder(String rendered, String... words) {
        int from = 0;
        for (String word : words) {
            int at = rendered.indexOf(word, from);
            if (at < 0) {
                return false;
            }
            from = at + word.length();
        }
        return true;
    }
}
