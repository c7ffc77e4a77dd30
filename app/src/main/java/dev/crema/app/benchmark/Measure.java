package dev.crema.app.benchmark;

/**
 * What one request took, as its client saw it.
 *
 * @param prompt tokens of the prompt
 * @param reused of these, tokens that did not have to be computed again
 * @param firstToken seconds from sending the request to the first of the answer
 * @param output tokens of the answer
 * @param rest seconds from the first of the answer to its last
 */
public record Measure(int prompt, int reused, double firstToken, int output, double rest) {
    /** Prompt tokens that had to be computed. */
    public int computed() {
        return prompt - reused;
    }

    /** Share of the prompt that was reused, 0 to 1. */
    public double reuse() {
        return prompt == 0 ? 0 : (double) reused / prompt;
    }

    /** Prompt tokens computed a second, the way there and back included; 0: not known. */
    public double prefillRate() {
        return firstToken > 0 ? computed() / firstToken : 0;
    }

    /** Tokens generated a second after the first; 0: not known. */
    public double decodeRate() {
        return output > 1 && rest > 0 ? (output - 1) / rest : 0;
    }
}
