package dev.crema.proxy.normalize;

import dev.crema.proxy.chat.ChatRequest;
import java.util.regex.Pattern;

/**
 * Claude Code and its kin: the system prompt ends with the repository's branch, changed files and last commits, which differ
 * between any two sessions. They go to the first user's message; a status that changes within a session is told in the turn in
 * which it changed.
 *
 * <p>A status begins with {@code gitStatus:} at the start of a line and ends before a heading or a tag, or is enclosed in a
 * tag of that name; a line that names the branch alone counts too.
 */
final class MoveGitStatus implements Rule {
    private static final Pattern STATUS = Pattern.compile("(?ims)<(git[-_ ]?status)>.*?</\\1>\\n?"
            + "|git ?status:.*?(?=^(?:#{1,6} (?!\\S+\\.{3})|<\\w)|\\z)"
            + "|[ \\t]*(?:[-*] +)?(?:current|git) branch:[^\\n]*(?:\\n|\\z)");

    private final HeadNotes notes;

    MoveGitStatus(SessionMemory memory) {
        notes = new HeadNotes(memory, name(), STATUS, HeadNotes.Place.FIRST_TURN);
    }

    @Override
    public String name() {
        return "move-git-status";
    }

    @Override
    public String effect() {
        return "the git status left the system prompt for a user's message";
    }

    @Override
    public ChatRequest apply(ChatRequest request) {
        return notes.move(request);
    }
}
