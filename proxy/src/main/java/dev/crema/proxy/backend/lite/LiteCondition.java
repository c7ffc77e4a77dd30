package dev.crema.proxy.backend.lite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a conversation must look like; null where a rule does not care.
 *
 * @param text must occur in the searched text, whatever the case
 * @param regex must be found in the searched text; its groups fill placeholders
 * @param anywhere whether all of the user's text is searched, not only the last that was written
 * @param turn which answer of the conversation this is, from 1
 * @param toolResults how many tool results the conversation holds
 * @param tool name of a tool the request must offer
 * @param model id of the model, as routed
 * @param side whether it must be, or must not be, a side request
 */
record LiteCondition(
        @Nullable String text,
        @Nullable Pattern regex,
        boolean anywhere,
        @Nullable Integer turn,
        @Nullable Integer toolResults,
        @Nullable String tool,
        @Nullable String model,
        @Nullable Boolean side) {
    /** Groups of a rule without a pattern: only the whole of nothing. */
    private static final String[] NO_GROUPS = {""};

    /** The pattern's groups if everything holds, the whole match first; empty if something does not. */
    Optional<String[]> match(Conversation conversation) {
        boolean holds = (turn == null || turn == conversation.turn())
                && (toolResults == null
                        || toolResults == conversation.toolResults().size())
                && (tool == null || conversation.tools().contains(tool))
                && (model == null || model.equals(conversation.model()))
                && (side == null || side == conversation.side());
        if (!holds) {
            return Optional.empty();
        }
        String searched = anywhere ? conversation.allUserText() : conversation.lastUserText();
        if (text != null
                && !Pattern.compile(text, Pattern.LITERAL | Pattern.CASE_INSENSITIVE)
                        .matcher(searched)
                        .find()) {
            return Optional.empty();
        }
        return regex == null ? Optional.of(NO_GROUPS) : groups(regex.matcher(searched));
    }

    private static Optional<String[]> groups(Matcher matcher) {
        if (!matcher.find()) {
            return Optional.empty();
        }
        String[] groups = new String[matcher.groupCount() + 1];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = matcher.group(i) == null ? "" : matcher.group(i);
        }
        return Optional.of(groups);
    }
}
