package dev.crema.proxy.observe;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CacheReport;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.config.PriceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/** Requests as they might have happened. */
public final class Records {
    private Records() {}

    /** A plain answer of 100 prompt tokens, 60 of them from memory, and 10 of its own. */
    public static RequestRecord at(Instant arrived) {
        return of("crema", arrived);
    }

    /** The same, of a project. */
    public static RequestRecord of(String project, Instant arrived) {
        return record(arrived, "qwen", project, "claude-cli/2.1", new Usage(0, 60, 40, 10), CacheLevel.L1_MEMORY, 0);
    }

    /** Any answer within some days. */
    public static RequestRecord random(Random random, Instant from, int days) {
        int prompt = 1 + random.nextInt(20_000);
        CacheLevel level = CacheLevel.values()[random.nextInt(CacheLevel.values().length)];
        int read = level == CacheLevel.MISS || level.wholeAnswer() ? 0 : random.nextInt(prompt + 1);
        return record(
                from.plusSeconds(random.nextInt(days * 86_400)),
                pick(random, "qwen", "smollm2", "gpt-oss"),
                pick(random, "", "crema", "a b\"c'; --", "ünïcode"),
                pick(random, "claude-cli/2.1", "opencode/1.18", ""),
                new Usage(0, read, prompt - read, random.nextInt(500)),
                level,
                random.nextInt(prompt + 1));
    }

    private static RequestRecord record(
            Instant arrived,
            String model,
            String project,
            String client,
            Usage usage,
            CacheLevel level,
            int headTokens) {
        Valuation valuation = new Valuation(PriceTable.defaults(), new PrefillRates());
        CacheReport report = new CacheReport(level, usage.cacheRead(), 0, headTokens, 1000, 9_000_000_000L, null);
        Timings timings = new Timings(1_000_000, 1000L * usage.cacheCreation(), 5_000_000);
        Duration total = Duration.ofMillis(30);
        return new RequestRecord(
                "req_" + Long.toHexString(arrived.toEpochMilli()),
                arrived,
                "anthropic",
                "/v1/messages",
                Caller.of(new ClientInfo("session", "", client, false).withProject(project)),
                "claude-opus-5",
                model,
                200,
                true,
                3,
                usage,
                report,
                valuation.savedNanos(model, usage, report, timings, total),
                valuation.cost("claude-opus-5", usage, report),
                timings,
                Duration.ofMillis(20),
                total,
                "",
                List.of(),
                List.of());
    }

    private static String pick(Random random, String... choices) {
        return List.of(choices).get(random.nextInt(choices.length));
    }
}
