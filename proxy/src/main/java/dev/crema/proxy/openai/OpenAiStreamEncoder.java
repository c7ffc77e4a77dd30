package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.SseSink;
import dev.crema.proxy.http.StreamEncoder;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes an answer as {@code chat.completion.chunk}s, ended by {@code [DONE]}. A failure is an {@code error} document in
 * place of a chunk, which OpenAI's SDKs raise as an API error; no {@code [DONE]} follows it.
 */
public final class OpenAiStreamEncoder implements StreamEncoder {
    private static final String CHUNK = "chat.completion.chunk";

    private final AnswerHead head;
    private final boolean includeUsage;
    private final long startNanos = System.nanoTime();
    private final ChoiceDeltas deltas = new ChoiceDeltas();
    private ChatEvent.@Nullable Progress progress;

    /**
     * For one answer.
     *
     * @param includeUsage whether a last chunk carries the usage numbers, and the others say {@code "usage": null}
     */
    public OpenAiStreamEncoder(AnswerHead head, boolean includeUsage) {
        this.head = head;
        this.includeUsage = includeUsage;
    }

    @Override
    public void on(ChatEvent event, SseSink sink) throws IOException {
        if (event instanceof ChatEvent.Progress seen) {
            progress = seen;
        }
        ObjectNode choice = deltas.on(event);
        if (choice != null) {
            send(chunk(choice), sink);
        }
        if (event instanceof ChatEvent.Finished finished) {
            if (includeUsage) {
                ObjectNode last = chunk(null);
                last.set(
                        "usage",
                        ChoiceDeltas.usage(finished.usage(), finished.cache().level()));
                send(last, sink);
            }
            sink.event(null, "[DONE]");
        }
    }

    private ObjectNode chunk(@Nullable ObjectNode choice) {
        ObjectNode chunk = head.document(CHUNK, deltas.fingerprint());
        var choices = chunk.putArray("choices");
        if (choice != null) {
            choices.add(choice);
        }
        return includeUsage ? chunk.putNull("usage") : chunk;
    }

    private static void send(ObjectNode document, SseSink sink) throws IOException {
        sink.event(null, document.toString());
    }

    /** A comment: the protocol has no ping, and every client skips comments. */
    @Override
    public void keepAlive(SseSink sink) throws IOException {
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        String done = progress == null ? "" : ", prompt tokens " + progress.done() + "/" + progress.total();
        sink.comment("status - processing (" + seconds + " s" + done + ")");
    }

    @Override
    public void fail(ChatException failure, String requestId, SseSink sink) throws IOException {
        send(OpenAiErrors.of(failure).body().put("request_id", requestId), sink);
    }
}
