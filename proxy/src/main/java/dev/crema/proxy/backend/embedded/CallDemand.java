package dev.crema.proxy.backend.embedded;

import dev.crema.proxy.backend.embedded.TemplateTraits.CallOpening;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ToolChoice;
import org.jspecify.annotations.Nullable;

/**
 * What a request's tool choice does to the end of the prompt. The definitions of the tools always stay in its head: a
 * conversation that forbids tools for one turn keeps its cached prefix.
 *
 * @param opening the start of a call, put into the model's mouth; may be empty
 * @param instruction a last system message, where a call cannot be started for the model; may be empty
 */
record CallDemand(String opening, String instruction) {
    private static final CallDemand NOTHING = new CallDemand("", "");

    /**
     * The demand of a request.
     *
     * @param opening how the model's calls begin, if known
     * @throws ChatException if a call is demanded of no tool, or of a tool that is not defined
     */
    static CallDemand of(ChatRequest request, @Nullable CallOpening opening) {
        return switch (request.toolChoice()) {
            case ToolChoice.Auto() -> NOTHING;
            case ToolChoice.None() ->
                request.tools().isEmpty()
                        ? NOTHING
                        : new CallDemand("", "Tools cannot be used in this turn. Answer in text.");
            case ToolChoice.Required() -> required(request, opening);
            case ToolChoice.Named(String name) -> named(request, name, opening);
        };
    }

    private static CallDemand required(ChatRequest request, @Nullable CallOpening opening) {
        if (request.tools().isEmpty()) {
            throw new ChatException(
                    Kind.INVALID_REQUEST, "tool_choice requires a tool call, but the request defines no tools");
        }
        return opening == null
                ? new CallDemand("", "Answer by using one of the tools.")
                : new CallDemand(opening.beforeName(), "");
    }

    private static CallDemand named(ChatRequest request, String name, @Nullable CallOpening opening) {
        if (request.tools().stream().noneMatch(tool -> tool.name().equals(name))) {
            throw new ChatException(
                    Kind.INVALID_REQUEST,
                    "tool_choice names the tool '" + name + "', which the request does not define");
        }
        return opening == null
                ? new CallDemand("", "Answer by using the tool " + name + ".")
                : new CallDemand(opening.beforeName() + name + opening.afterName(), "");
    }
}
