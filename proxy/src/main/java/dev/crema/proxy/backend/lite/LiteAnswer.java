package dev.crema.proxy.backend.lite;

import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Usage;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One scripted answer.
 *
 * @param prefill time before the answer begins
 * @param prefillSteps how many progress reports that time is cut into
 * @param finish why the answer ends; null: tool_use after a tool call, else end_turn
 * @param usage what to report; null: counted by {@link LiteTokens}
 * @param cache what to say of the caches
 */
record LiteAnswer(
        Duration prefill,
        int prefillSteps,
        List<LiteStep> steps,
        @Nullable FinishReason finish,
        @Nullable Usage usage,
        CacheReport cache) {
    LiteAnswer {
        steps = List.copyOf(steps);
    }
}
