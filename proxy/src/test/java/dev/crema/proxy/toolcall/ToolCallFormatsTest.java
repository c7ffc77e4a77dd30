package dev.crema.proxy.toolcall;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolCallFormatsTest {
    @Test
    void theTemplateTellsTheFormat() {
        assertThat(ToolCallFormats.forTemplate("{{ '<tool_call>' }} ipython", Parsing.TOOLS))
                .isInstanceOf(HermesParser.class);
        assertThat(ToolCallFormats.forTemplate("{{ '<|python_tag|>' }}", Parsing.TOOLS))
                .isInstanceOf(LlamaParser.class);
        assertThat(ToolCallFormats.forTemplate("Environment: ipython", Parsing.TOOLS))
                .isInstanceOf(LlamaParser.class);
    }

    @Test
    void aTemplateWithoutToolsGetsHermes() {
        assertThat(ToolCallFormats.forTemplate("{{ messages }}", Parsing.TOOLS)).isInstanceOf(HermesParser.class);
    }

    @Test
    void withoutToolsEverythingIsText() {
        ToolCallParser parser = ToolCallFormats.forTemplate("<tool_call>", List.of());
        assertThat(Parsing.read(parser, "<tool_call>{}")).isEqualTo("<tool_call>{}");
    }

    @Test
    void callIdsAreUniqueAndFitBothProtocols() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = CallIds.next();
            assertThat(id).matches("toolu_[0-9A-Za-z]{24}");
            assertThat(ids.add(id)).isTrue();
        }
    }
}
