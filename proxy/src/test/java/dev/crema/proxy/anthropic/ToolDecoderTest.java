package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ToolDecoderTest {
    private static List<ToolSpec> tools(String... tools) {
        return ToolDecoder.tools(Field.body(Json.object("{'tools':[" + String.join(",", tools) + "]}"))
                .get("tools"));
    }

    private static JsonNode properties(String tool) {
        ToolSpec spec = tools(tool).getFirst();
        assertThat(spec.schema().path("type").asText()).isEqualTo("object");
        assertThat(spec.description()).isNotEmpty();
        return spec.schema().path("properties");
    }

    private static List<String> names(JsonNode values) {
        List<String> names = new ArrayList<>();
        values.forEach(value -> names.add(value.asText()));
        return names;
    }

    @Test
    void deferredToolsStayDeferredForAClientThatSearchesItself() {
        assertThat(tools(
                        "{'name':'ToolSearch','input_schema':{'type':'object'}}",
                        "{'name':'later','type':'custom','defer_loading':true,'input_schema':{'type':'object'}}"))
                .extracting(ToolSpec::name, ToolSpec::deferred)
                .containsExactly(tuple("ToolSearch", false), tuple("later", true));
    }

    @Test
    void serverSideToolSearchIsReplacedByOfferingEverything() {
        assertThat(tools(
                        "{'type':'tool_search_tool_bm25_20251119','name':'tool_search_tool_bm25'}",
                        "{'name':'later','defer_loading':true,'input_schema':{'type':'object'}}"))
                .extracting(ToolSpec::name, ToolSpec::deferred)
                .containsExactly(tuple("later", false));
    }

    @Test
    void anUnknownTypeWithASchemaIsACustomTool() {
        assertThat(tools("{'type':'novel_20300101','name':'novel','input_schema':{'type':'object'}}"))
                .extracting(ToolSpec::name)
                .containsExactly("novel");
    }

    @Test
    void aSchemaWithoutTypeIsAnObjectSchema() {
        assertThat(tools("{'name':'t','input_schema':{'properties':{}}}")
                        .getFirst()
                        .schema())
                .isEqualTo(Json.object("{'properties':{},'type':'object'}"));
    }

    @Test
    void bashGetsItsSchema() {
        assertThat(properties("{'type':'bash_20250124','name':'bash'}").fieldNames())
                .toIterable()
                .containsExactly("command", "restart");
    }

    @ParameterizedTest
    @CsvSource({
        "text_editor_20241022,true,false",
        "text_editor_20250124,true,false",
        "text_editor_20250429,false,false",
        "text_editor_20250728,false,true"
    })
    void theTextEditorsVersionsDiffer(String type, boolean undo, boolean insertText) {
        JsonNode properties = properties("{'type':'" + type + "','name':'editor'}");
        assertThat(names(properties.path("command").path("enum")).contains("undo_edit"))
                .isEqualTo(undo);
        assertThat(properties.has("insert_text")).isEqualTo(insertText);
        assertThat(properties.path("new_str").path("description").asText().contains("insert"))
                .isNotEqualTo(insertText);
    }

    @Test
    void memoryKnowsAllItsCommands() {
        assertThat(names(properties("{'type':'memory_20250818','name':'memory'}")
                        .path("command")
                        .path("enum")))
                .containsExactly("view", "create", "str_replace", "insert", "delete", "rename");
    }

    @ParameterizedTest
    @CsvSource({
        "computer_20241022,false,10,3",
        "computer_20250124,false,16,7",
        "computer_20251124,false,16,7",
        "computer_20251124,true,17,8"
    })
    void theComputersVersionsDiffer(String type, boolean zoom, int actions, int parameters) {
        String tool = "{'type':'" + type + "','name':'computer','display_width_px':1280,'display_height_px':800,"
                + "'enable_zoom':" + zoom + "}";
        JsonNode properties = properties(tool);
        assertThat(properties.path("action").path("enum")).hasSize(actions);
        assertThat(properties).hasSize(parameters);
        assertThat(tools(tool).getFirst().description()).contains("1280 pixels wide and 800 high");
    }
}
