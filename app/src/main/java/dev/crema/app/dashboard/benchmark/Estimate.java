package dev.crema.app.dashboard.benchmark;

import dev.crema.app.benchmark.BenchmarkPlan;
import dev.crema.app.text.Amounts;
import dev.crema.mlx.engine.EngineStats;
import org.jspecify.annotations.Nullable;

/** How long a benchmark will take, in words. */
final class Estimate {
    /** Fewer tell how a computation starts rather than how it goes on. */
    private static final long FEWEST_TOKENS = 256;

    private Estimate() {}

    /** @param engine what it has done since it started; null: there is none */
    static String text(BenchmarkPlan plan, @Nullable EngineStats engine) {
        String size = "It begins with " + Amounts.count(plan.headTokens()) + " tokens.";
        if (engine == null || engine.tokens().prefilled() < FEWEST_TOKENS || engine.prefillNanos() <= 0) {
            return size + " How long it takes cannot be said yet: Crema has read no long prompt since it started.";
        }
        double seconds = plan.seconds(engine.tokens().prefilled() * 1e9 / engine.prefillNanos());
        return size + " At the speed at which this model has read prompts so far it takes "
                + (seconds < 60 ? "less than a minute." : "about " + minutes(seconds) + ".");
    }

    private static String minutes(double seconds) {
        long minutes = Math.round(seconds / 60);
        return minutes == 1 ? "a minute" : Amounts.count(minutes) + " minutes";
    }
}
