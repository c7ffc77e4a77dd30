package dev.crema.proxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.crema.proxy.config.PriceTable.Price;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PriceTableTest {
    @TempDir
    Path home;

    @Test
    void theFirstRowThatMatchesCounts() {
        PriceTable prices = load("""
                {"prices": {"claude-*opus*": {"input": 15, "output": 75, "cacheRead": 1.5},
                            "claude-?": {"input": 1, "output": 2},
                            "claude-*": {"input": 7, "output": 8}}}""");

        assertThat(prices.of("claude-opus-4-8")).isEqualTo(new Price(15, 75, 1.5));
        assertThat(prices.of("Claude-3-OPUS")).isEqualTo(new Price(15, 75, 1.5));
        assertThat(prices.of("claude-x")).isEqualTo(new Price(1, 2, 0.1));
        assertThat(prices.of("claude-xy").input()).isEqualTo(7);
    }

    @Test
    void whatTheUserDoesNotPriceKeepsItsDefault() {
        PriceTable prices = load("{\"prices\": {\"my-model\": {\"input\": 0, \"output\": 0}}}");

        assertThat(prices.of("my-model")).isEqualTo(new Price(0, 0, 0));
        for (String model : new String[] {"claude-sonnet-4-5", "gpt-5", "whatever", ""}) {
            assertThat(prices.of(model)).isEqualTo(PriceTable.defaults().of(model));
            assertThat(prices.of(model).input()).as(model).isPositive();
        }
    }

    @Test
    void reusedTokensOfTheDefaultsAreNinetyPercentCheaper() {
        assertThat(PriceTable.defaults().rows())
                .allSatisfy(row -> assertThat(row.price().cacheRead())
                        .isEqualTo(row.price().input() * 0.1));
    }

    @Test
    void everyMistakeIsNamedWithItsPlace() {
        ConfigException e = catchThrowableOfType(ConfigException.class, () -> load("""
                {"prices": {"a": {"input": "many", "output": 1}, "b": {"input": 1}, "c": {"input": 1, "output": 1, "fee": 2},
                            "d": {"input": -1, "output": 1}}}"""));

        assertThat(e.problems())
                .hasSize(4)
                .allSatisfy(problem -> assertThat(problem.path()).isEqualTo("config.json: prices"));
        assertThat(e)
                .hasMessageContaining("\"a\": \"input\" must be a number")
                .hasMessageContaining("\"b\": \"output\" is missing")
                .hasMessageContaining("\"fee\" is not known")
                .hasMessageContaining("\"d\": \"input\" must be");
    }

    @Test
    void theEnvironmentHoldsThemAsText() {
        Map<String, String> environment = Map.of("CREMA_PRICES", "{\"*\": {\"input\": 2, \"output\": 3}}");

        assertThat(ConfigLoader.load(home, environment, Map.of())
                        .config()
                        .prices()
                        .of("any"))
                .isEqualTo(new Price(2, 3));
        ConfigException e = catchThrowableOfType(
                ConfigException.class, () -> ConfigLoader.load(home, Map.of("CREMA_PRICES", "{oops"), Map.of()));
        assertThat(e).hasMessageContaining("CREMA_PRICES").hasMessageContaining("not JSON");
    }

    @Test
    void globsMatchLikeTheirRegularExpressions() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            String glob = word(random, "ab*?.", 6);
            String text = word(random, "ab.", 8);
            String regex = glob.replace(".", "\\.").replace("*", ".*").replace("?", ".");
            assertThat(Globs.matches(glob, text)).as(glob + " on " + text).isEqualTo(Pattern.matches(regex, text));
        }
    }

    private static String word(Random random, String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(longest + 1); word.length() < length; ) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private PriceTable load(String json) {
        try {
            Files.writeString(home.resolve(ConfigLoader.FILE_NAME), json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return ConfigLoader.load(home, Map.of(), Map.of()).config().prices();
    }
}
