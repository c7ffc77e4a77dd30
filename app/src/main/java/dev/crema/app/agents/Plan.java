package dev.crema.app.agents;

import dev.crema.app.agents.text.UnifiedDiff;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A change of a client's settings that can be looked at before it is made. Immutable. */
public final class Plan {
    private static final String NO_FILE = "/dev/null";

    private final SettingsClient client;
    private final Path file;
    private final @Nullable String before;
    private final @Nullable String after;
    private final List<String> notes;
    private final @Nullable Connecting connecting;

    /**
     * What a plan to connect has to remember.
     *
     * @param record what it does
     * @param original the text without anything of Crema's; null if there was no file
     */
    record Connecting(ConnectionRecord record, @Nullable String original) {}

    Plan(
            SettingsClient client,
            Path file,
            @Nullable String before,
            @Nullable String after,
            List<String> notes,
            @Nullable Connecting connecting) {
        this.client = client;
        this.file = file;
        this.before = before;
        this.after = after;
        this.notes = List.copyOf(notes);
        this.connecting = connecting;
    }

    /** Whose settings it changes. */
    public SettingsClient client() {
        return client;
    }

    /** The file it changes, links followed. */
    public Path file() {
        return file;
    }

    /** What the user should know beside the change itself, in sentences. */
    public List<String> notes() {
        return notes;
    }

    /** Whether the file stays as it is. */
    public boolean isEmpty() {
        return Objects.equals(before, after);
    }

    /** The exact change, as {@code diff -u} shows it; a file that is made or deleted has {@code /dev/null} beside it. */
    public String diff() {
        return UnifiedDiff.of(
                before == null ? NO_FILE : file.toString(),
                after == null ? NO_FILE : file.toString(),
                before == null ? "" : before,
                after == null ? "" : after);
    }

    @Nullable
    String before() {
        return before;
    }

    @Nullable
    String after() {
        return after;
    }

    /** What to remember; null for a plan that undoes. */
    @Nullable
    Connecting connecting() {
        return connecting;
    }
}
