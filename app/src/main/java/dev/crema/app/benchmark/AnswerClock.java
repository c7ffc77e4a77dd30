package dev.crema.app.benchmark;

import com.fasterxml.jackson.databind.JsonNode;

/** Takes an answer's events as they come, with the time of each. Starts when it is made. One thread. */
final class AnswerClock {
    private final long begun = System.nanoTime();
    private final StringBuilder text = new StringBuilder();
    private long first;
    private long last;
    private int prompt;
    private int reused;
    private int output;
    private boolean whole;

    /** @throws BenchmarkException if the server gives up */
    void event(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message_start" -> usage(event.path("message").path("usage"));
            case "content_block_delta" -> {
                last = System.nanoTime();
                first = first == 0 ? last : first;
                text.append(event.path("delta").path("text").asText());
            }
            case "message_delta" -> {
                // An answer without any text is over with its first token.
                first = first == 0 ? System.nanoTime() : first;
                last = last == 0 ? first : last;
                usage(event.path("usage"));
                output = event.path("usage").path("output_tokens").asInt();
                whole = true;
            }
            case "error" ->
                throw new BenchmarkException("Crema could not answer a request of the benchmark: "
                        + event.path("error").path("message").asText() + " The log says more.");
            default -> {} // pings, ends of blocks, and what later versions of the protocol add
        }
    }

    private void usage(JsonNode usage) {
        reused = usage.path("cache_read_input_tokens").asInt();
        prompt = reused
                + usage.path("input_tokens").asInt()
                + usage.path("cache_creation_input_tokens").asInt();
    }

    /** @throws BenchmarkException if the answer is not whole */
    BenchmarkClient.Answer answer() {
        if (!whole) {
            throw new BenchmarkException(
                    "An answer broke off. See whether Crema still runs, then start the benchmark again.");
        }
        Measure measure = new Measure(prompt, reused, (first - begun) / 1e9, output, (last - first) / 1e9);
        return new BenchmarkClient.Answer(text.toString(), measure);
    }
}
