package dev.crema.proxy.backend.embedded;

import org.jspecify.annotations.Nullable;

/**
 * What a chat template can render, found out by {@link TemplateProbe} once per model.
 *
 * @param contentParts whether contents must be lists of parts; otherwise they are strings
 * @param leadingSystem whether a system message at the start is rendered, and stays there as the conversation grows
 * @param laterSystem whether a system message further on is rendered where it stands
 * @param adjacentUsers whether two user messages may follow each other
 * @param tools how the template renders tools; null if it does not
 * @param thinking the markers of reasoning; null if the model does not reason
 */
record TemplateTraits(
        boolean contentParts,
        boolean leadingSystem,
        boolean laterSystem,
        boolean adjacentUsers,
        @Nullable ToolTraits tools,
        @Nullable ThinkMarkers thinking) {

    /** Whether an answer with calls may be given to the template as the text it was sampled as. */
    boolean takesCallsAsText() {
        return tools == null || tools.closing() != null;
    }

    /** What the model writes after a call's arguments; empty if that is not known. */
    String callClosing() {
        String closing = tools == null ? HermesTools.CLOSING : tools.closing();
        return closing == null ? "" : closing;
    }

    /**
     * How a template renders tools.
     *
     * @param style what it reads from a call
     * @param userAfterResult whether a user message may follow a tool result
     * @param textApart whether text beside calls is lost, and must be an assistant message of its own before them
     * @param parallelCalls whether an assistant message may hold several calls
     * @param opening how a call begins; null if that could not be told
     * @param closing what follows a call's arguments; null if text in the place of calls is not rendered as they are
     */
    record ToolTraits(
            CallStyle style,
            boolean userAfterResult,
            boolean textApart,
            boolean parallelCalls,
            @Nullable CallOpening opening,
            @Nullable String closing) {}

    /**
     * What a template reads from a call.
     *
     * @param indexedIds whether ids must be {@code functions.<name>:<index>}, because they are all that names the tool;
     *     otherwise nine letters and digits, the strictest form in use
     * @param textArguments whether arguments must be JSON text rather than a mapping
     */
    record CallStyle(boolean indexedIds, boolean textArguments) {}

    /**
     * The text around a call's tool name.
     *
     * @param beforeName what stands between the opened assistant turn and the name
     * @param afterName the character that ends the name; empty if it begins a marker
     */
    record CallOpening(String beforeName, String afterName) {}
}
