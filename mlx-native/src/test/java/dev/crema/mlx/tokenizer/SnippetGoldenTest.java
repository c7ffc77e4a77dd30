package dev.crema.mlx.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.mlx.jinja.JinjaException;
import dev.crema.mlx.jinja.JinjaTemplate;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Small templates that pin down one piece of semantics each, as Jinja rendered them (src/test/reference/snippets.py). */
class SnippetGoldenTest {
    private final JsonNode golden = Golden.json("golden-snippets.json");
    private final Map<String, Object> variables =
            Golden.JSON.convertValue(golden.get("variables"), new TypeReference<>() {});

    @TestFactory
    Stream<DynamicTest> meansWhatJinjaMeans() {
        return StreamSupport.stream(golden.get("snippets").spliterator(), false)
                .map(snippet -> DynamicTest.dynamicTest(snippet.get("template").asText(), () -> check(snippet)));
    }

    private void check(JsonNode snippet) {
        String source = snippet.get("template").asText();
        if (snippet.has("expected")) {
            assertThat(render(source)).isEqualTo(snippet.get("expected").asText());
        } else if (snippet.has("raised")) {
            assertThatThrownBy(() -> render(source))
                    .isInstanceOf(JinjaException.class)
                    .hasMessage(snippet.get("raised").asText());
        } else {
            assertThatThrownBy(() -> render(source))
                    .isInstanceOf(JinjaException.class)
                    .hasMessageStartingWith("line ");
        }
    }

    private String render(String source) {
        return JinjaTemplate.parse(source).render(variables, Golden.CLOCK);
    }
}
