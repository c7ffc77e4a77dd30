package dev.crema.app.benchmark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a benchmark measured. Made to be shared: no path, no name of a person or machine is in it.
 *
 * @param version Crema's
 * @param turns two or more
 */
public record BenchmarkResult(
        String version, LocalDate date, BenchmarkMachine machine, BenchmarkModel model, List<BenchmarkTurn> turns) {
    /** Copies the list. */
    public BenchmarkResult {
        turns = List.copyOf(turns);
    }

    /** Mean seconds to the first token, from the second turn on, without what the caches kept. */
    public double coldFirstToken() {
        return mean(BenchmarkTurn::cold);
    }

    /** The same with the caches at work. */
    public double warmFirstToken() {
        return mean(BenchmarkTurn::warm);
    }

    /** How many times sooner the answer begins with the caches, from the second turn on. */
    public double ratio() {
        return warmFirstToken() > 0 ? coldFirstToken() / warmFirstToken() : 0;
    }

    /** Share of the prompts that the caches held, from the second turn on. */
    public double reuse() {
        double prompt = later(turn -> turn.warm().prompt());
        return prompt > 0 ? later(turn -> turn.warm().reused()) / prompt : 0;
    }

    /** Prompt tokens computed a second, over the cold requests. */
    public double prefillRate() {
        double seconds = sum(turn -> turn.cold().firstToken());
        return seconds > 0 ? sum(turn -> turn.cold().computed()) / seconds : 0;
    }

    /** Tokens generated a second after the first, over all requests; 0: not known. */
    public double decodeRate() {
        double seconds = sum(turn -> turn.cold().rest() + turn.warm().rest());
        double tokens = sum(turn -> following(turn.cold()) + following(turn.warm()));
        return seconds > 0 ? tokens / seconds : 0;
    }

    private static int following(Measure measure) {
        return Math.max(0, measure.output() - 1);
    }

    private double mean(Function<BenchmarkTurn, Measure> side) {
        return later(turn -> side.apply(turn).firstToken()) / Math.max(1, turns.size() - 1);
    }

    /** In the first turn there is nothing yet to reuse. */
    private double later(ToDoubleFunction<BenchmarkTurn> value) {
        return turns.stream().skip(1).mapToDouble(value).sum();
    }

    private double sum(ToDoubleFunction<BenchmarkTurn> value) {
        return turns.stream().mapToDouble(value).sum();
    }

    /** A file to share. Seconds and tokens a second are rounded to what the clock can tell. */
    public ObjectNode toJson() {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.put("crema", version).put("date", date.toString());
        document.putObject("machine").put("parts", machine.parts()).put("memory_bytes", machine.memoryBytes());
        document.putObject("model")
                .put("id", model.id())
                .put("quantization", model.quantization())
                .put("window_tokens", model.window());
        document.putObject("totals_from_turn_2")
                .put("cold_first_token_seconds", rounded(coldFirstToken()))
                .put("warm_first_token_seconds", rounded(warmFirstToken()))
                .put("times_sooner", rounded(ratio()))
                .put("warm_reused_share", rounded(reuse()));
        document.putObject("speeds")
                .put("prefill_tokens_per_second", rounded(prefillRate()))
                .put("decode_tokens_per_second", rounded(decodeRate()));
        ArrayNode list = document.putArray("turns");
        for (BenchmarkTurn turn : turns) {
            ObjectNode entry = list.addObject().put("turn", turn.number());
            entry.set("cold", json(turn.cold()));
            entry.set("warm", json(turn.warm()));
        }
        return document;
    }

    private static ObjectNode json(Measure measure) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", measure.prompt())
                .put("reused_tokens", measure.reused())
                .put("first_token_seconds", rounded(measure.firstToken()))
                .put("prefill_tokens_per_second", rounded(measure.prefillRate()))
                .put("output_tokens", measure.output())
                .put("decode_tokens_per_second", rounded(measure.decodeRate()));
    }

    private static double rounded(double value) {
        return Math.round(value * 10_000) / 10_000.0;
    }
}
