package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.tokenizer.Tokenizer;
import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.toolcall.CallIds;
import dev.crema.proxy.toolcall.SampledAnswers;
import dev.crema.proxy.toolcall.ToolCallParser;
import dev.crema.proxy.toolcall.ToolCallParser.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One answer's way from the engine's events to chat events: reasoning is split off, calls are found in what remains.
 *
 * <p>Log-probabilities wait until the text they made comes out, so none is lost to text that is held back; those of
 * reasoning, of calls and of markers are left out, because no text comes out for them. One thread.
 */
final class AnswerTranslator {
    private final Answer answer;
    private final Tokenizer tokenizer;
    private final PrefixReuse reuse;
    private final ToolCallParser parser;
    private final SampledAnswers memory;
    private final Consumer<ChatEvent> out;
    private final AnswerNotes notes = new AnswerNotes();
    private final @Nullable ReasoningSplitter reasoning;
    private final List<ChatEvent.TokenLogprob> pending = new ArrayList<>();
    private boolean started;
    private boolean openingFed;
    private boolean textBegan;
    private int calls;

    /**
     * What is fixed before the first event.
     *
     * @param modelId the model that answers
     * @param prompt what it reads
     * @param callLimit calls after which the answer ends; 0: calls are forbidden and left out
     * @param callClosing what the model writes after a call's arguments
     * @param windowBound whether the window ends the answer earlier than the client would
     */
    record Answer(String modelId, Prompt prompt, int callLimit, String callClosing, boolean windowBound) {}

    AnswerTranslator(
            Answer answer,
            Tokenizer tokenizer,
            PrefixReuse reuse,
            ToolCallParser parser,
            @Nullable ThinkMarkers thinking,
            SampledAnswers memory,
            Consumer<ChatEvent> out) {
        this.answer = answer;
        this.tokenizer = tokenizer;
        this.reuse = reuse;
        this.parser = parser;
        this.memory = memory;
        this.out = out;
        this.reasoning = thinking == null
                ? null
                : new ReasoningSplitter(thinking, answer.prompt().start(), new ReasoningSplitter.Output() {
                    @Override
                    public void thinking(String text) {
                        out.accept(new ChatEvent.ThinkingDelta(text));
                    }

                    @Override
                    public void text(String text) {
                        answerText(text);
                    }
                });
    }

    /** Whether the answer has its last call: the engine need not go on. */
    boolean satisfied() {
        return calls > 0 && calls >= answer.callLimit();
    }

    /**
     * Takes the next event.
     *
     * @throws ChatException if the engine failed or was stopped
     */
    void accept(GenerationEvent event) {
        switch (event) {
            case GenerationEvent.Queued queued -> {}
            case GenerationEvent.Prefill prefill -> prefill(prefill);
            case GenerationEvent.Token token -> token(token);
            case GenerationEvent.Finished finished -> finish(finished);
            case GenerationEvent.Failed failed ->
                throw new ChatException(Kind.INTERNAL, failed.message(), 0, failed.cause());
        }
    }

    private void prefill(GenerationEvent.Prefill prefill) {
        if (!started) {
            started = true;
            // What is computed is nearly always kept. Claude Code holds on to a number of the start that the end says
            // is 0,
            // so calling it input here would count the prompt twice there, and compact at half the window.
            Usage known = new Usage(0, prefill.reused(), prefill.total() - prefill.reused(), 0);
            out.accept(new ChatEvent.Started(answer.modelId(), known, reuse.started(prefill)));
        }
        out.accept(new ChatEvent.Progress(prefill.done(), prefill.total()));
    }

    private void token(GenerationEvent.Token token) {
        reuse.token(token.id());
        if (token.logprob() != null) {
            pending.add(named(token.logprob()));
        }
        feed(token.text());
    }

    private void feed(String text) {
        if (!openingFed) {
            openingFed = true;
            feed(answer.prompt().opening());
        }
        if (reasoning == null) {
            answerText(text);
            return;
        }
        reasoning.feed(text);
        if (reasoning.reasoning()) {
            pending.clear();
        }
    }

    private void answerText(String text) {
        String said = text;
        if (!textBegan && answer.prompt().spaceGiven()) {
            said = text.stripLeading();
        }
        textBegan |= !said.isEmpty();
        if (!said.isEmpty() && !satisfied()) {
            notes.sampled(said);
            parser.feed(said, this::piece);
        }
    }

    private void piece(Piece piece) {
        if (satisfied()) {
            return;
        }
        switch (piece) {
            case Piece.Text(String text) -> {
                notes.text(text);
                out.accept(new ChatEvent.TextDelta(text, List.copyOf(pending)));
                pending.clear();
            }
            case Piece.Call call -> {
                pending.clear();
                if (answer.callLimit() > 0) {
                    call(call);
                }
            }
        }
    }

    private void call(Piece.Call call) {
        calls++;
        String id = CallIds.next();
        notes.call(id, call.name(), call.arguments());
        out.accept(new ChatEvent.ToolCallStart(id, call.name()));
        out.accept(new ChatEvent.ToolCallArguments(JsonValues.compact(call.arguments())));
        out.accept(new ChatEvent.ToolCallEnd());
    }

    private void finish(GenerationEvent.Finished finished) {
        feed("");
        if (reasoning != null) {
            reasoning.finish();
        }
        if (!satisfied()) {
            parser.finish(finished.reason() != GenerationEvent.FinishReason.END_OF_TURN, this::piece);
        }
        remember(finished.reason());
        FinishReason reason = calls > 0 ? FinishReason.TOOL_USE : reason(finished.reason());
        var usage = finished.usage();
        var timings = finished.timings();
        out.accept(new ChatEvent.Finished(
                reason,
                reason == FinishReason.STOP_SEQUENCE ? finished.stopString() : null,
                new Usage(usage.computed(), usage.reused(), usage.stored(), usage.generated()),
                new Timings(timings.queueNanos(), timings.prefillNanos(), timings.decodeNanos()),
                reuse.finished(usage)));
    }

    /** Not what was cut off: its client may continue it. Nor what holds calls that its client was not told. */
    private void remember(GenerationEvent.FinishReason reason) {
        if (satisfied()) {
            notes.endedAfterCall(answer.callClosing(), memory);
        } else if (reason == GenerationEvent.FinishReason.END_OF_TURN && answer.callLimit() > 0) {
            notes.ended(memory);
        }
    }

    private FinishReason reason(GenerationEvent.FinishReason reason) {
        return switch (reason) {
            case END_OF_TURN -> FinishReason.END_TURN;
            case STOP_STRING -> FinishReason.STOP_SEQUENCE;
            case MAX_TOKENS -> answer.windowBound() ? FinishReason.CONTEXT_FULL : FinishReason.MAX_TOKENS;
            case CONTEXT_FULL -> FinishReason.CONTEXT_FULL;
            case CANCELLED ->
                throw new ChatException(
                        Kind.INTERNAL, "The model was stopped while it answered; start it and send the request again");
        };
    }

    private ChatEvent.TokenLogprob named(GenerationEvent.Logprob logprob) {
        return new ChatEvent.TokenLogprob(
                text(logprob.id()),
                logprob.value(),
                logprob.top().stream()
                        .map(top -> new ChatEvent.TokenLogprob(text(top.id()), top.value(), List.of()))
                        .toList());
    }

    private String text(int id) {
        return tokenizer.decode(new int[] {id}, false);
    }
}
