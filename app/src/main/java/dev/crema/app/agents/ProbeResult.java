package dev.crema.app.agents;

/**
 * What came of a small request.
 *
 * @param answered whether the model answered
 * @param text what happened and, unless all is well, what to do
 */
public record ProbeResult(boolean answered, String text) {
    static ProbeResult good(String text) {
        return new ProbeResult(true, text);
    }

    static ProbeResult bad(String text) {
        return new ProbeResult(false, text);
    }
}
