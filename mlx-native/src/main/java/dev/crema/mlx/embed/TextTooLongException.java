package dev.crema.mlx.embed;

/** A text has more tokens than the embedding model takes. Nothing is cut in silence. */
public final class TextTooLongException extends RuntimeException {
    private final int index;

    /**
     * For the text at a place of the list.
     *
     * @param tokens its tokens, special ones included
     * @param limit how many the model takes
     */
    TextTooLongException(int index, int tokens, int limit) {
        super("the text has " + tokens + " tokens, but the embedding model takes " + limit
                + " at most. Split it into shorter ones.");
        this.index = index;
    }

    /** Which text of the list it is, from 0. */
    public int index() {
        return index;
    }
}
