package dev.crema.mlx.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StopMatcherTest {
    @Test
    void textBeforeTheStopStringIsAllThatComesOut() {
        StopMatcher matcher = new StopMatcher(List.of("STOP"));
        assertThat(matcher.add("one ST") + matcher.add("OP two")).isEqualTo("one ");
        assertThat(matcher.matched()).isEqualTo("STOP");
        assertThat(matcher.finish()).isEmpty();
    }

    @Test
    void aBeginningThatDoesNotBecomeAStopStringIsReleased() {
        StopMatcher matcher = new StopMatcher(List.of("STOP"));
        assertThat(matcher.add("ST")).isEmpty();
        assertThat(matcher.add("AR")).isEqualTo("STAR");
        assertThat(matcher.add("S") + matcher.finish()).isEqualTo("S");
        assertThat(matcher.matched()).isNull();
    }

    @Test
    void theEarliestOfSeveralStopStringsWins() {
        StopMatcher matcher = new StopMatcher(List.of("bb", "a", ""));
        assertThat(matcher.add("xxabb")).isEqualTo("xx");
        assertThat(matcher.matched()).isEqualTo("a");
    }

    @Test
    void howTheTextIsCutChangesNothing() {
        Random random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            List<String> stops = List.of(letters(random, 1 + random.nextInt(4)), letters(random, 3));
            String text = letters(random, 20);
            StopMatcher whole = new StopMatcher(stops);
            String expected = whole.add(text) + whole.finish();
            StopMatcher cut = new StopMatcher(stops);
            StringBuilder out = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(5));
                out.append(cut.add(text.substring(at, end)));
                at = end;
            }
            out.append(cut.finish());
            // A shorter stop string may complete before a longer one that begins earlier; both cut at a stop string.
            if (cut.matched() != null && cut.matched().equals(whole.matched())) {
                assertThat(out.toString()).isEqualTo(expected);
            }
            assertThat(cut.matched() == null).isEqualTo(whole.matched() == null);
        }
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append((char) ('a' + random.nextInt(2)));
        }
        return text.toString();
    }
}
