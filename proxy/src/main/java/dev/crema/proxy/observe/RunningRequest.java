package dev.crema.proxy.observe;

/**
 * A request that is being answered.
 *
 * @param soFar what its record would be if it ended now; its output counts pieces of text, of one token or more each
 * @param phase what is done for it
 * @param promptDone prompt tokens computed or reused
 * @param promptTotal of so many; 0: not known yet
 */
public record RunningRequest(RequestRecord soFar, Phase phase, int promptDone, int promptTotal) {
    /** What is done for a request. */
    public enum Phase {
        /** Its body is read and understood. */
        RECEIVING,
        /** Others are before it. */
        WAITING,
        /** Its prompt is computed. */
        PROMPT,
        /** Its answer is generated. */
        ANSWER
    }
}
