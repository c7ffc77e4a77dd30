package dev.crema.app.dashboard.overview;

import dev.crema.app.live.Pulse;
import dev.crema.mlx.engine.EngineStats;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/** How fast the engine was lately: tokens by the time it computed, not by the time that passed. */
final class Speeds {
    private static final Duration WINDOW = Duration.ofSeconds(30);

    private final Deque<Pulse> window = new ArrayDeque<>();
    private OptionalDouble prefill = OptionalDouble.empty();
    private OptionalDouble decode = OptionalDouble.empty();

    /** Takes the next look. */
    void add(Pulse pulse) {
        EngineStats now = pulse.engine();
        if (now == null) {
            window.clear();
            prefill = OptionalDouble.empty();
            decode = OptionalDouble.empty();
            return;
        }
        window.add(pulse);
        while (window.element().at().isBefore(pulse.at().minus(WINDOW))) {
            window.remove();
        }
        EngineStats then = window.element().engine();
        if (then == null || then.prefillNanos() > now.prefillNanos()) {
            window.clear(); // another engine
            window.add(pulse);
            return;
        }
        prefill = rate(
                now.tokens().prefilled() - then.tokens().prefilled(),
                now.prefillNanos() - then.prefillNanos(),
                prefill);
        decode = rate(
                now.tokens().generated() - then.tokens().generated(), now.decodeNanos() - then.decodeNanos(), decode);
    }

    /** Prompt tokens computed per second, of the last time any were. */
    OptionalDouble prefill() {
        return prefill;
    }

    /** Tokens generated per second, over all answers under way. */
    OptionalDouble decode() {
        return decode;
    }

    private static OptionalDouble rate(long tokens, long nanos, OptionalDouble before) {
        return tokens > 0 && nanos > 0 ? OptionalDouble.of(tokens * 1e9 / nanos) : before;
    }
}
