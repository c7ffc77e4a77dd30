package dev.crema.proxy.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The decoder reads what OpenAI's own SDK writes. */
class SdkRequestTest {
    private static ChatCompletionCreateParams params() {
        var call = ChatCompletionMessageFunctionToolCall.builder()
                .id("call_1")
                .function(ChatCompletionMessageFunctionToolCall.Function.builder()
                        .name("get_weather")
                        .arguments("{\"city\":\"Bern\"}")
                        .build())
                .build();
        var parameters = FunctionParameters.builder()
                .putAdditionalProperty("type", JsonValue.from("object"))
                .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                .build();
        return ChatCompletionCreateParams.builder()
                .model("the-model")
                .addDeveloperMessage("Be brief.")
                .addUserMessage("Weather?")
                .addMessage(ChatCompletionAssistantMessageParam.builder()
                        .addToolCall(call)
                        .build())
                .addMessage(ChatCompletionToolMessageParam.builder()
                        .toolCallId("call_1")
                        .content("rain")
                        .build())
                .addFunctionTool(FunctionDefinition.builder()
                        .name("get_weather")
                        .description("Weather")
                        .parameters(parameters)
                        .build())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED)
                .maxCompletionTokens(100)
                .temperature(0.5)
                .stopOfStrings(List.of("END"))
                .reasoningEffort(ReasoningEffort.LOW)
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
    }

    @Test
    void aConversationWithToolsFromTheSdkIsRead() {
        JsonNode body = ObjectMappers.jsonMapper().valueToTree(params()._body());
        OpenAiRequest request = OpenAiDecoder.decode(body, name -> null);
        ChatRequest chat = request.chat();
        assertThat(request.includeUsage()).isTrue();
        assertThat(chat.messages())
                .containsExactly(
                        Message.text(Role.SYSTEM, "Be brief."),
                        Message.text(Role.USER, "Weather?"),
                        new Message(
                                Role.ASSISTANT,
                                List.of(new Part.ToolUse(
                                        "call_1",
                                        "get_weather",
                                        ObjectMappers.jsonMapper()
                                                .createObjectNode()
                                                .put("city", "Bern")))),
                        new Message(
                                Role.USER,
                                List.of(new Part.ToolResult("call_1", List.of(new Part.Text("rain")), false))));
        assertThat(chat.tools()).singleElement().satisfies(tool -> {
            assertThat(tool.name()).isEqualTo("get_weather");
            assertThat(tool.schema().at("/properties/city/type").asText()).isEqualTo("string");
        });
        assertThat(chat.toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(chat.maxTokens()).isEqualTo(100);
        assertThat(chat.sampling().temperature()).isEqualTo(0.5);
        assertThat(chat.sampling().stop()).containsExactly("END");
        assertThat(chat.thinking()).isEqualTo(Thinking.ENABLED);
    }
}
