package dev.crema.proxy.cache;

import dev.crema.proxy.cache.CachedAnswer.Piece;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an answer that can be kept out of the events of one that was generated. */
final class AnswerRecorder {
    private final List<Piece> pieces = new ArrayList<>();
    private final StringBuilder open = new StringBuilder();
    private @Nullable String toolName;
    private boolean thinking;

    private AnswerRecorder() {}

    /**
     * The answer that these events tell, or null if it is not one to keep.
     *
     * @param events all of it, {@link ChatEvent.Finished} last
     * @param nanos what generating it took
     */
    static @Nullable CachedAnswer record(List<ChatEvent> events, long nanos, long createdMillis) {
        if (!(events.getLast() instanceof ChatEvent.Finished end) || !CachedAnswer.worthKeeping(end.reason())) {
            return null;
        }
        AnswerRecorder recorder = new AnswerRecorder();
        events.forEach(recorder::on);
        recorder.endText();
        Usage usage = end.usage();
        return new CachedAnswer(
                usage.prompt(),
                usage.output(),
                end.reason(),
                end.stopSequence(),
                nanos,
                createdMillis,
                recorder.pieces);
    }

    private void on(ChatEvent event) {
        switch (event) {
            case ChatEvent.TextDelta text -> add(text.text(), false);
            case ChatEvent.ThinkingDelta more -> add(more.text(), true);
            case ChatEvent.ToolCallStart start -> {
                endText();
                toolName = start.name();
            }
            case ChatEvent.ToolCallArguments arguments -> open.append(arguments.json());
            case ChatEvent.ToolCallEnd _ -> {
                pieces.add(new Piece.ToolCall(String.valueOf(toolName), open.toString()));
                open.setLength(0);
            }
            case ChatEvent.Started _, ChatEvent.Progress _, ChatEvent.Finished _ -> {}
        }
    }

    private void add(String text, boolean isThinking) {
        if (thinking != isThinking) {
            endText();
            thinking = isThinking;
        }
        open.append(text);
    }

    private void endText() {
        if (!open.isEmpty()) {
            pieces.add(thinking ? new Piece.Thinking(open.toString()) : new Piece.Text(open.toString()));
            open.setLength(0);
        }
    }
}
