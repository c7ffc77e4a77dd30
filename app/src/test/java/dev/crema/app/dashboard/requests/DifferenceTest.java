package dev.crema.app.dashboard.requests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void whatIsInCommonIsAtBothEnds() {
        assertThat(Difference.of("Today is Monday the 2nd.", "Today is Friday the 2nd."))
                .isEqualTo(new Difference("Today is ", "Mon", "Fri", "day the 2nd."));
        assertThat(Difference.of("one two", "one two three")).isEqualTo(new Difference("one two", "", " three", ""));
        assertThat(Difference.of("a\n\n b", "a b")).isEqualTo(new Difference("a b", "", "", ""));
    }

    @Test
    void allPartsTogetherAreTheTextsAndNoCharacterIsCutInTwo() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            String before = text(random);
            String now = text(random);
            Difference difference = Difference.of(before, now);
            assertThat(difference.start() + difference.before() + difference.end())
                    .isEqualTo(before);
            assertThat(difference.start() + difference.now() + difference.end()).isEqualTo(now);
            for (String part :
                    new String[] {difference.start(), difference.before(), difference.now(), difference.end()}) {
                assertThat(part.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF))
                        .isTrue();
            }
        }
    }

    private static String text(Random random) {
        String[] letters = {"a", "b", "😀", "😁", "ü"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(6); i > 0; i--) {
            text.append(letters[random.nextInt(letters.length)]);
        }
        return text.toString();
    }
}
