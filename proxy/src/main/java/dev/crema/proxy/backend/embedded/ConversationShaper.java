package dev.crema.proxy.backend.embedded;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.backend.embedded.TemplateTraits.CallStyle;
import dev.crema.proxy.backend.embedded.TemplateTraits.ToolTraits;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns a canonical conversation into the messages its model's template reads. */
final class ConversationShaper {
    /** For templates whose tools are text: nothing is left for these to decide. */
    private static final ToolTraits TOOLS_AS_TEXT =
            new ToolTraits(new CallStyle(false, false), true, false, true, null, HermesTools.CLOSING);

    private final TemplateTraits traits;
    private final SampledAnswers memory;
    private final TurnFolder folder;

    ConversationShaper(TemplateTraits traits, SampledAnswers memory) {
        this.traits = traits;
        this.memory = memory;
        this.folder = new TurnFolder(traits);
    }

    /** The definitions for the template; null if there are none or the template cannot render them. */
    @Nullable
    List<Map<String, @Nullable Object>> tools(List<ToolSpec> tools) {
        if (traits.tools() == null || tools.isEmpty()) {
            return null;
        }
        return tools.stream()
                .map(tool -> TemplateMessage.tool(tool.name(), tool.description(), JsonValues.plain(tool.schema())))
                .toList();
    }

    /**
     * The messages for the template.
     *
     * @param sampled takes the answers that are to come out as the model wrote them; null if none are
     */
    List<Map<String, @Nullable Object>> messages(
            List<Message> messages, List<ToolSpec> tools, @Nullable SampledTexts sampled) {
        Shaping shaping = new Shaping(sampled);
        folder.fold(messages, traits.tools() == null ? HermesTools.instructions(tools) : "")
                .forEach(shaping::add);
        return shaping.shaped;
    }

    /** One conversation on its way; knows the calls seen so far. */
    private final class Shaping {
        private final @Nullable SampledTexts sampled;
        private final List<Map<String, @Nullable Object>> shaped = new ArrayList<>();
        private final Map<String, CallKey> calls = new HashMap<>();
        private final ToolTraits tools = traits.tools() == null ? TOOLS_AS_TEXT : traits.tools();

        private record CallKey(String id, String name) {}

        Shaping(@Nullable SampledTexts sampled) {
            this.sampled = sampled;
        }

        void add(Message message) {
            switch (message.role()) {
                case SYSTEM -> shaped.add(text("system", PartText.of(message.parts())));
                case ASSISTANT -> assistant(message.parts());
                case USER -> user(traits.tools() == null ? HermesTools.inText(message.parts()) : message.parts());
            }
        }

        private void assistant(List<Part> told) {
            String written = asWritten(told);
            List<Part> parts = traits.tools() == null && written == null ? HermesTools.inText(told) : told;
            List<String> reasoning = new ArrayList<>();
            List<Map<String, @Nullable Object>> called = new ArrayList<>();
            for (Part part : parts) {
                if (part instanceof Part.Thinking thinking) {
                    reasoning.add(thinking.text());
                } else if (part instanceof Part.ToolUse use) {
                    called.add(call(use));
                }
            }
            String said = PartText.of(parts);
            if (written != null) {
                said = written;
                called.clear();
            }
            Map<String, @Nullable Object> message = text("assistant", said);
            shaped.add(message);
            String reasoned = PartText.join(reasoning);
            if (!reasoned.isEmpty()) {
                message.put("reasoning_content", reasoned);
            }
            if (!called.isEmpty() && tools.textApart() && !said.isEmpty()) {
                message = text("assistant", "");
                shaped.add(message);
            }
            if (!called.isEmpty()) {
                message.put("tool_calls", called);
            }
        }

        /** What stands for an answer whose text is remembered; null if it is not, or calls must be told apart. */
        private @Nullable String asWritten(List<Part> parts) {
            boolean calls = parts.stream().anyMatch(Part.ToolUse.class::isInstance);
            String text = sampled == null || (calls && !traits.takesCallsAsText()) ? null : memory.recall(parts);
            return sampled == null || text == null ? null : sampled.hold(text);
        }

        private Map<String, @Nullable Object> call(Part.ToolUse use) {
            String id = TemplateMessage.callId(tools.style(), use.id(), use.name(), calls.size());
            calls.put(use.id(), new CallKey(id, use.name()));
            JsonNode input = memory.input(use);
            Object arguments = tools.style().textArguments() ? JsonValues.spaced(input) : JsonValues.plain(input);
            return TemplateMessage.call(id, use.name(), arguments);
        }

        private void user(List<Part> parts) {
            List<Part.ToolResult> results = parts.stream()
                    .filter(Part.ToolResult.class::isInstance)
                    .map(Part.ToolResult.class::cast)
                    .toList();
            List<String> texts =
                    new ArrayList<>(results.stream().map(PartText::of).toList());
            String said = PartText.of(parts);
            if (!results.isEmpty() && !tools.userAfterResult()) {
                texts.addLast(PartText.join(List.of(texts.removeLast(), said)));
                said = "";
            }
            for (int i = 0; i < results.size(); i++) {
                shaped.add(result(results.get(i), texts.get(i)));
            }
            if (results.isEmpty() || !said.isEmpty()) {
                shaped.add(text("user", said));
            }
        }

        private Map<String, @Nullable Object> result(Part.ToolResult result, String text) {
            CallKey call = calls.get(result.toolUseId());
            if (call == null) { // its call was compacted away
                call = new CallKey(
                        TemplateMessage.callId(tools.style(), result.toolUseId(), "unknown", calls.size()), "unknown");
            }
            return TemplateMessage.result(call.id(), call.name(), text, traits.contentParts());
        }

        private Map<String, @Nullable Object> text(String role, String text) {
            return TemplateMessage.of(role, text, traits.contentParts());
        }
    }
}
