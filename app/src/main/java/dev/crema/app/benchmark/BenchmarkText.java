package dev.crema.app.benchmark;

import dev.crema.app.text.Amounts;
import java.util.Locale;

/** A result as text: for the terminal, a chat or an issue. */
public final class BenchmarkText {
    private static final String ROW = "%5s%9s%9s%9s%9s%7s%11s%11s\n";

    private BenchmarkText() {}

    /** The table, ending in a line break. */
    public static String of(BenchmarkResult result) {
        StringBuilder text = new StringBuilder();
        text.append(about(result)).append("\n\n");
        row(text, "turn", "prompt", "reused", "cold", "warm", "", "prefill", "decode");
        row(text, "", "tokens", "tokens", "s", "s", "ratio", "tok/s", "tok/s");
        for (BenchmarkTurn turn : result.turns()) {
            Measure cold = turn.cold();
            Measure warm = turn.warm();
            row(
                    text,
                    String.valueOf(turn.number()),
                    Amounts.count(warm.prompt()),
                    Amounts.count(warm.reused()),
                    seconds(cold.firstToken()),
                    seconds(warm.firstToken()),
                    rate(warm.firstToken() > 0 ? cold.firstToken() / warm.firstToken() : 0),
                    rate(cold.prefillRate()),
                    rate(warm.decodeRate()));
        }
        return text.append('\n')
                .append(headline(result))
                .append(' ')
                .append(means(result))
                .append('\n')
                .append(explanation())
                .append('\n')
                .toString();
    }

    /** What was measured on what, in a line. */
    public static String about(BenchmarkResult result) {
        BenchmarkModel model = result.model();
        return "Crema " + result.version() + " on " + result.machine().parts() + ", "
                + Amounts.bytes(result.machine().memoryBytes()) + " of memory; " + model.id()
                + (model.quantization().isEmpty() ? "" : " (" + model.quantization() + ")") + "; " + result.date();
    }

    /** What the caches are worth, in a sentence. */
    public static String headline(BenchmarkResult result) {
        double ratio = result.ratio();
        return ratio >= 1.05
                ? "A turn starts " + times(ratio) + " times sooner."
                : "The caches did not make turns start sooner here.";
    }

    /** A ratio as people say it: {@code 14}, {@code 3.2}. */
    public static String times(double ratio) {
        return String.format(Locale.ROOT, ratio < 9.95 ? "%.1f" : "%,.0f", ratio);
    }

    /** The times behind the headline, in a sentence. */
    public static String means(BenchmarkResult result) {
        return "With the caches the first token came after " + Amounts.seconds(result.warmFirstToken())
                + " instead of " + Amounts.seconds(result.coldFirstToken()) + "; "
                + Amounts.percent(result.reuse()) + " of the prompt was reused. (Means from the second turn on.)";
    }

    /** What cold and warm mean, in sentences. */
    public static String explanation() {
        return "Warm: the conversation as an agent sends it. Cold: the same prompt behind a random first line, which no cache"
                + " can know, so that all of it is computed.";
    }

    private static void row(StringBuilder text, Object... cells) {
        text.append(String.format(Locale.ROOT, ROW, cells));
    }

    private static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.3f", seconds);
    }

    private static String rate(double value) {
        return value > 0 ? String.format(Locale.ROOT, "%,.1f", value) : "–";
    }
}
