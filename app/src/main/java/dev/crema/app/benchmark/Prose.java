package dev.crema.app.benchmark;

import java.util.Random;

/** Sentences that mean nothing in particular, the same for the same seed. One thread. */
final class Prose {
    private static final String[] WORDS =
            ("the lighthouse keeper writes down every ship that passes with its flag its cargo and the hour a lamp is"
                            + " cleaned at dusk and lit before the first star is seen when fog comes in from the west a"
                            + " bell rings twice each minute and the boats wait behind the long wall until the water is"
                            + " calm again bread and coal arrive on friday with letters for the three families on the hill")
                    .split(" ");
    private static final int SENTENCE = 12;

    private final Random random;

    Prose(long seed) {
        random = new Random(seed);
    }

    /** So many words. */
    String words(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            String word = WORDS[random.nextInt(WORDS.length)];
            boolean first = i % SENTENCE == 0;
            text.append(i == 0 ? "" : first ? ". " : " ")
                    .append(first ? Character.toUpperCase(word.charAt(0)) + word.substring(1) : word);
        }
        return text.append('.').toString();
    }
}
