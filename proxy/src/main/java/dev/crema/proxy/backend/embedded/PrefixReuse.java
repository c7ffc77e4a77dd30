package dev.crema.proxy.backend.embedded;

import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.TextEngine;
import dev.crema.proxy.backend.embedded.Conversations.Past;
import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheMiss;
import dev.crema.proxy.chat.CacheMiss.Cause;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ChatRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one request reused of its conversation, and why it was not more. One thread.
 *
 * <p>The earlier request's tokens, its answer included, are compared with this prompt. Where they part something was
 * changed: the system prompt, the tools, the reasoning that the template left out, or else a message. Where they do not, and
 * the engine reused less all the same, the keys and values were evicted or never kept.
 */
final class PrefixReuse {
    /** Less than this is the template's own beginning, which every prompt shares. */
    private static final int WORTH_NAMING = 64;

    /** Tokens of context around the first one that differs. */
    private static final int AROUND = 24;

    private final TextEngine engine;
    private final Conversations conversations;
    private final ChatRequest request;
    private final Prompt prompt;
    private final int headTokens;
    private final @Nullable ThinkMarkers thinking;
    private final @Nullable Past before;
    private final Past now;
    private final boolean part;
    private int[] answer = new int[64];
    private int answered;
    private @Nullable CacheMiss miss;

    PrefixReuse(
            TextEngine engine,
            Conversations conversations,
            ChatRequest request,
            Prompt prompt,
            int headTokens,
            @Nullable ThinkMarkers thinking) {
        this.engine = engine;
        this.conversations = conversations;
        this.request = request;
        this.prompt = prompt;
        this.headTokens = headTokens;
        this.thinking = thinking;
        this.now = Past.of(request, prompt.tokens(), engine.identity());
        // A title or a quota check is no turn of the conversation whose name it bears.
        this.part = !request.client().side();
        this.before = part ? conversations.before(request, prompt.tokens()).orElse(null) : null;
        if (part) {
            conversations.remember(request.client().conversation(), now, before);
        }
    }

    /** Work has begun. */
    CacheReport started(GenerationEvent.Prefill prefill) {
        miss = part ? miss(prefill.reused()) : null;
        return report(prefill.reused() - prefill.reusedFromSsd(), prefill.reusedFromSsd(), 0);
    }

    /** A token was generated. */
    void token(int id) {
        if (answered == answer.length) {
            answer = Arrays.copyOf(answer, answered * 2);
        }
        answer[answered++] = id;
    }

    /** The answer is complete. */
    CacheReport finished(GenerationEvent.GenerationUsage usage) {
        if (part) {
            conversations.remember(
                    request.client().conversation(), now.withAnswer(Arrays.copyOf(answer, answered)), now);
        }
        return report(usage.reusedFromMemory(), usage.reusedFromSsd(), usage.kvBytes());
    }

    private CacheReport report(int fromMemory, int fromSsd, long bytes) {
        int reused = fromMemory + fromSsd;
        boolean hit = reused >= WORTH_NAMING || reused * 2 >= prompt.tokens().length;
        CacheLevel level = !hit ? CacheLevel.MISS : fromSsd > 0 ? CacheLevel.L1_SSD : CacheLevel.L1_MEMORY;
        return new CacheReport(level, fromMemory, fromSsd, headTokens, bytes, 0, miss);
    }

    private @Nullable CacheMiss miss(int reused) {
        if (before == null) {
            return new CacheMiss(Cause.FIRST_REQUEST, 0, 0, "", text(prompt.tokens(), 0));
        }
        if (!before.identity().equals(engine.identity())) {
            return new CacheMiss(Cause.MODEL_CHANGED, 0, prompt.tokens().length, "", "");
        }
        int common = before.common(prompt.tokens());
        // The last token of a prompt is always computed, and the last one of an answer never was.
        int reusable = Math.min(common, Math.min(prompt.tokens().length, before.tokens().length) - 1);
        if (reused + WORTH_NAMING <= reusable) {
            return at(reused, lost(reusable), reusable - reused);
        }
        boolean extended = common >= before.promptTokens() && before.tokens().length - common < WORTH_NAMING;
        return extended ? null : at(common, changed(common), before.tokens().length - common);
    }

    private Cause lost(int reusable) {
        EngineStats stats = engine.stats();
        return reusable * stats.kvBytesPerToken() > stats.cache().budgetBytes() ? Cause.BUDGET : Cause.EVICTED;
    }

    private Cause changed(int common) {
        if (!before().system().equals(now.system())) {
            return Cause.SYSTEM_CHANGED;
        }
        if (!before().tools().equals(now.tools())) {
            return Cause.TOOLS_CHANGED;
        }
        boolean reasoned = thinking != null
                && text(before().tokens(), common).contains(thinking.open())
                && !text(prompt.tokens(), common).contains(thinking.open());
        return reasoned ? Cause.THINKING_DROPPED : Cause.MESSAGES_CHANGED;
    }

    private CacheMiss at(int position, Cause cause, int missed) {
        return new CacheMiss(
                cause, position, missed, text(before().tokens(), position), text(prompt.tokens(), position));
    }

    private Past before() {
        return java.util.Objects.requireNonNull(before, "the first request has nothing before it");
    }

    private String text(int[] tokens, int position) {
        int from = Math.max(0, position - AROUND);
        int to = Math.min(tokens.length, position + AROUND);
        return from >= to ? "" : engine.tokenizer().decode(Arrays.copyOfRange(tokens, from, to), false);
    }
}
