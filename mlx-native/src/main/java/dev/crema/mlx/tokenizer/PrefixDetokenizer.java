package dev.crema.mlx.tokenizer;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;

/**
 * Decodes a stream of tokens over a window of the last ones, so that a token costs the same wherever it comes.
 *
 * <p>A decoder that meets part of a character writes U+FFFD. So those at the end wait for the tokens that may complete
 * them. A character has at most four bytes and a token at least one: U+FFFD that four tokens in a row left standing is
 * the model's own. The window keeps some finished tokens because decoders treat the first token of a text differently (a
 * leading blank is dropped).
 *
 * <p>The stream equals the whole decoded, with one exception: a SentencePiece model that spells bytes which are no
 * characters gets U+FFFD for valid neighbours too when the whole is decoded; they may have been sent as they are.
 */
public final class PrefixDetokenizer implements StreamingDetokenizer {
    private static final char REPLACEMENT = '\uFFFD';
    private static final int LONGEST_CHARACTER = 4;
    private static final int LONGEST_WINDOW = 16;

    private final Function<int[], String> decoder;
    private final Set<Integer> special;
    private int[] window = new int[LONGEST_WINDOW];
    private int size;
    private String text = "";
    private int sent;

    /** Lengths of the text after each token since it last ended without U+FFFD; the latest overwrite the oldest. */
    private final int[] unclearLengths = new int[LONGEST_CHARACTER];

    private int unclearTokens;

    /**
     * A detokenizer for one stream.
     *
     * @param decoder the text of token ids, special ones left out
     * @param special ids that have no text
     */
    public PrefixDetokenizer(Function<int[], String> decoder, Set<Integer> special) {
        this.decoder = decoder;
        this.special = special;
    }

    @Override
    public String add(int id) {
        if (special.contains(id)) {
            return "";
        }
        if (size == window.length) {
            window = Arrays.copyOf(window, size + LONGEST_WINDOW);
        }
        window[size++] = id;
        text = decoder.apply(Arrays.copyOf(window, size));
        String certain = unsentUpTo(certainLength());
        boolean clear = unclearTokens == 0;
        if ((clear && size >= LONGEST_WINDOW) || (size >= 2 * LONGEST_WINDOW && size % LONGEST_WINDOW == 0)) {
            shorten();
        }
        return certain;
    }

    @Override
    public String finish() {
        return unsentUpTo(text.length());
    }

    private String unsentUpTo(int end) {
        if (end <= sent) {
            return "";
        }
        String unsent = text.substring(sent, end);
        sent = end;
        return unsent;
    }

    private int certainLength() {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
            end--;
        }
        if (end == text.length()) {
            unclearTokens = 0;
            return end;
        }
        unclearLengths[unclearTokens++ % LONGEST_CHARACTER] = text.length();
        return unclearTokens < LONGEST_CHARACTER
                ? end
                : Math.max(end, Arrays.stream(unclearLengths).min().orElseThrow());
    }

    /** Forgets old tokens, if the rest alone decodes to the same end of the text. */
    private void shorten() {
        int unsent = text.length() - sent;
        for (int kept = LONGEST_CHARACTER; kept < LONGEST_WINDOW; kept++) {
            int[] rest = Arrays.copyOfRange(window, size - kept, size);
            String restText = decoder.apply(rest);
            if (restText.length() >= unsent && text.endsWith(restText)) {
                int dropped = text.length() - restText.length();
                Arrays.setAll(unclearLengths, i -> unclearLengths[i] - dropped);
                window = Arrays.copyOf(rest, LONGEST_WINDOW);
                size = kept;
                text = restText;
                sent -= dropped;
                return;
            }
        }
    }
}
