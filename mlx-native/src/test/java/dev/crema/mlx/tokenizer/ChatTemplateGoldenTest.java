package dev.crema.mlx.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every template with every conversation, as transformers rendered it (src/test/reference/render_templates.py). */
class ChatTemplateGoldenTest {
    private final JsonNode golden = Golden.json("golden-templates.json");
    private final Map<String, String> tokens = Golden.JSON.convertValue(golden.get("tokens"), new TypeReference<>() {});

    @TestFactory
    List<DynamicTest> rendersAsTransformersDoes() {
        List<DynamicTest> tests = new ArrayList<>();
        golden.get("rendered").properties().forEach(template -> {
            ChatTemplate chatTemplate = template(template.getKey());
            template.getValue()
                    .properties()
                    .forEach(outcome -> tests.add(DynamicTest.dynamicTest(
                            template.getKey() + ": " + outcome.getKey(),
                            () -> check(chatTemplate, conversation(outcome.getKey()), outcome.getValue()))));
        });
        return tests;
    }

    @Test
    void goldenFilesCoverTheFamilies() {
        assertThat(golden.get("rendered").size()).isGreaterThanOrEqualTo(12);
        assertThat(golden.get("conversations").size()).isGreaterThanOrEqualTo(6);
    }

    private ChatTemplate template(String name) {
        return new JinjaChatTemplate(Golden.text("templates/" + name + ".jinja"), tokens, Golden.CLOCK);
    }

    private Conversation conversation(String name) {
        return Golden.JSON.convertValue(golden.get("conversations").get(name), Conversation.class);
    }

    private static void check(ChatTemplate template, Conversation conversation, JsonNode outcome) {
        if (outcome.has("expected")) {
            assertThat(conversation.render(template))
                    .isEqualTo(outcome.get("expected").asText());
        } else if (outcome.has("raised")) {
            assertThatThrownBy(() -> conversation.render(template))
                    .isInstanceOf(TemplateException.class)
                    .hasMessage(outcome.get("raised").asText());
        } else {
            assertThatThrownBy(() -> conversation.render(template))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining("line ");
        }
    }

    record Conversation(
            List<Map<String, Object>> messages,
            List<Map<String, Object>> tools,
            boolean addGenerationPrompt,
            Map<String, Object> variables) {
        String render(ChatTemplate template) {
            return template.render(messages, tools, addGenerationPrompt, variables);
        }
    }
}
