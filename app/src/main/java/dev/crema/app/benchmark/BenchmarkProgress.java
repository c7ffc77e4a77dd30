package dev.crema.app.benchmark;

/** Told how far a benchmark is, on the thread that runs it. */
@FunctionalInterface
public interface BenchmarkProgress {
    /** A request begins. */
    void begins(Step step);

    /**
     * Which request.
     *
     * @param turn from 1
     * @param turns of the session
     * @param cold whether it is one that no cache can help
     */
    record Step(int turn, int turns, boolean cold) {
        /** In words. */
        public String text() {
            return "turn " + turn + " of " + turns + (cold ? ", computed from nothing" : ", with the caches");
        }

        /** Share of the requests that are done, 0 to 1. */
        public double done() {
            return (turn - 1 + (cold ? turns : 0)) / (2.0 * turns);
        }
    }
}
