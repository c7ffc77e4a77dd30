package dev.crema.mlx.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.jinja.JinjaException;
import dev.crema.mlx.jinja.JinjaTemplate;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged templates are refused by a JinjaException or rendered; nothing else may come out of the interpreter. */
class TemplateMutationTest {
    private static final String PIECES = "{}%#-+()[]'\"|.,: \n=~*/\\abc012🙂";

    @Test
    void damagedTemplatesNeverFailOtherwise() {
        JsonNode golden = Golden.json("golden-snippets.json");
        Map<String, Object> variables = Golden.JSON.convertValue(golden.get("variables"), new TypeReference<>() {});
        var random = new Random(3);
        int rendered = 0;
        int refused = 0;
        for (int round = 0; round < 10; round++) {
            for (JsonNode snippet : golden.get("snippets")) {
                String source = mutated(snippet.get("template").asText(), random);
                try {
                    JinjaTemplate.parse(source).render(variables, Golden.CLOCK);
                    rendered++;
                } catch (JinjaException _) {
                    refused++;
                } catch (RuntimeException e) {
                    throw new AssertionError("template: " + source, e);
                }
            }
        }
        assertThat(rendered).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    private static String mutated(String source, Random random) {
        var text = new StringBuilder(source);
        for (int i = random.nextInt(1, 4); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                default -> text.setCharAt(at, source.charAt(random.nextInt(source.length())));
            }
        }
        return text.toString();
    }
}
