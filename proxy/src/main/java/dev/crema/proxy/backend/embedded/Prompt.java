package dev.crema.proxy.backend.embedded;

/**
 * A conversation as the model reads it.
 *
 * @param text the rendered template, with the start of the answer where the request forces one
 * @param tokens its token ids
 * @param opening the start of a tool call that the text ends with and that belongs to the answer; usually empty
 * @param start what the model writes first
 * @param spaceGiven whether the client's own start of the answer ended in white space, which the prompt leaves out because
 *     models expect it in front of their next word
 */
record Prompt(String text, int[] tokens, String opening, Start start, boolean spaceGiven) {
    /** What the model writes first. */
    enum Start {
        /** Reasoning or an answer, as it likes. */
        OPEN,
        /** Reasoning: the prompt ends inside it. */
        REASONING,
        /** The answer: the prompt ends inside it. */
        ANSWER
    }
}
