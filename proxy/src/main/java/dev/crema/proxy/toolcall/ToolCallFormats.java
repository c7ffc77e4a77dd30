package dev.crema.proxy.toolcall;

import dev.crema.proxy.chat.ToolSpec;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Which format a model writes its tool calls in, told from what its chat template teaches it. */
public final class ToolCallFormats {
    private record Format(Predicate<String> taughtBy, Function<List<ToolSpec>, ToolCallParser> parser) {}

    /** The first that fits is taken. */
    private static final List<Format> FORMATS = List.of(
            new Format(template -> template.contains("<tool_call>"), HermesParser::new),
            new Format(template -> template.contains("<|python_tag|>"), LlamaParser::new),
            new Format(template -> template.contains("ipython"), LlamaParser::new));

    private ToolCallFormats() {}

    /**
     * A parser for one answer. A template that knows no tools gets Hermes, the format in which tools are then described to
     * the model.
     *
     * @param chatTemplateSource the Jinja text
     * @param tools the request's tools; none: everything is text
     */
    public static ToolCallParser forTemplate(String chatTemplateSource, List<ToolSpec> tools) {
        if (tools.isEmpty()) {
            return new PlainParser();
        }
        return FORMATS.stream()
                .filter(format -> format.taughtBy().test(chatTemplateSource))
                .findFirst()
                .map(format -> format.parser().apply(tools))
                .orElseGet(() -> new HermesParser(tools));
    }
}
