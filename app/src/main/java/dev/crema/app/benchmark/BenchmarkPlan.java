package dev.crema.app.benchmark;

/**
 * How large a replayed session is.
 *
 * @param turns requests of the session; each is sent twice, with the caches at work and without
 * @param headTokens about the tokens of its system prompt
 */
public record BenchmarkPlan(int turns, int headTokens) {
    /** What agents send before the first question, about; a longer head would only take longer to measure. */
    private static final int LONGEST_HEAD = 9_000;

    private static final int SHORTEST_HEAD = 200;
    private static final int MOST_TURNS = 100;

    /** Turns without a wish. */
    public static final int DEFAULT_TURNS = 8;

    /** Tokens of a tool's result, and about what a turn adds with the call, the answer and the template's markers. */
    static final int RESULT_TOKENS = 20;

    private static final int TURN_TOKENS = 60;

    /** Kept free: models write their markers differently, and text is cut into tokens differently. */
    private static final double SLACK = 1.5;

    /**
     * A session that fits: a head of half the window, shorter where the turns need the room.
     *
     * @param window tokens of prompt and answer together
     * @throws BenchmarkException if so many turns do not fit
     */
    public static BenchmarkPlan of(int window, int turns) {
        if (turns < 2 || turns > MOST_TURNS) {
            throw new BenchmarkException("A benchmark has from 2 to " + MOST_TURNS + " turns, not " + turns
                    + ": in the first there is nothing yet to reuse.");
        }
        int room = (int) (window - SLACK * TURN_TOKENS * (turns + 1));
        int head = Math.min(LONGEST_HEAD, Math.min(window / 2, room));
        if (head < SHORTEST_HEAD) {
            throw new BenchmarkException(turns + " turns do not fit into the model's window of " + window
                    + " tokens. Ask for fewer turns, or load a model with a larger window.");
        }
        return new BenchmarkPlan(turns, head);
    }

    /** About how long it takes, in seconds, at so many prompt tokens computed a second. */
    public double seconds(double prefillRate) {
        double growing = TURN_TOKENS * turns * (turns + 1) / 2.0;
        double cold = (double) headTokens * turns + growing;
        double warm = headTokens + (double) TURN_TOKENS * turns;
        return (cold + warm) / prefillRate;
    }
}
