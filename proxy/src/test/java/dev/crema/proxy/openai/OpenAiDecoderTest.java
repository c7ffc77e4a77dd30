package dev.crema.proxy.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiDecoderTest {
    private static final String HELLO = "{\"role\": \"user\", \"content\": \"Hello\"}";
    private static final String TOOL = "{\"type\":\"function\",\"function\":{\"name\":\"f\"}}";

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static OpenAiRequest decode(String body) {
        return OpenAiDecoder.decode(json(body), name -> null);
    }

    /** A request of one greeting and the given further fields. */
    private static ChatRequest with(String fields) {
        return decode("{\"model\":\"m\",\"messages\":[" + HELLO + "]" + (fields.isEmpty() ? "" : ",") + fields + "}")
                .chat();
    }

    private static List<Message> messages(String... messages) {
        return decode("{\"model\":\"m\",\"messages\":[" + String.join(",", messages) + "]}")
                .chat()
                .messages();
    }

    @Test
    void theSmallestRequestLeavesEverythingToTheModel() {
        OpenAiRequest request = decode("{\"model\":\"m\",\"messages\":[" + HELLO + "]}");
        ChatRequest chat = request.chat();
        assertThat(request.stream()).isFalse();
        assertThat(request.includeUsage()).isFalse();
        assertThat(chat.model()).isEqualTo("m");
        assertThat(chat.messages()).containsExactly(Message.text(Role.USER, "Hello"));
        assertThat(chat.tools()).isEmpty();
        assertThat(chat.toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(chat.parallelToolCalls()).isTrue();
        assertThat(chat.sampling()).isEqualTo(Sampling.DEFAULT);
        assertThat(chat.maxTokens()).isNull();
        assertThat(chat.thinking()).isEqualTo(Thinking.UNSPECIFIED);
    }

    @Test
    void nullsCountAsAbsent() {
        assertThat(with("\"temperature\":null,\"stop\":null,\"tools\":null,\"tool_choice\":null,\"n\":null,"
                                + "\"response_format\":null,\"max_tokens\":null,\"stream\":null,\"logprobs\":null")
                        .sampling())
                .isEqualTo(Sampling.DEFAULT);
    }

    @Test
    void samplingIsTakenOver() {
        assertThat(with("""
                        "temperature": 0, "top_p": 0.5, "top_k": 40, "min_p": 0.05, "repetition_penalty": 1.1,
                        "presence_penalty": -1, "frequency_penalty": 2, "seed": 12345678901, "stop": ["a", "", "b"],
                        "logprobs": true, "top_logprobs": 5
                        """).sampling())
                .isEqualTo(new Sampling(0.0, 0.5, 40, 0.05, 1.1, -1.0, 2.0, 12345678901L, List.of("a", "b"), 5));
    }

    @Test
    void variantsOfSamplingFieldsAreUnderstood() {
        assertThat(with("\"stop\":\"x\"").sampling().stop()).containsExactly("x");
        assertThat(with("\"logprobs\":true").sampling().topLogprobs()).isZero();
        assertThat(with("\"logprobs\":false,\"top_logprobs\":0").sampling().topLogprobs())
                .isEqualTo(-1);
        assertThat(with("\"top_k\":-1").sampling().topK()).isZero();
        assertThat(with("\"top_p\":0").sampling().topP()).isPositive();
    }

    @Test
    void theNewerNameOfTheTokenLimitWins() {
        assertThat(with("\"max_tokens\":5").maxTokens()).isEqualTo(5);
        assertThat(with("\"max_tokens\":5,\"max_completion_tokens\":7").maxTokens())
                .isEqualTo(7);
        assertThat(with("\"max_tokens\":-1").maxTokens()).isNull();
        assertThat(with("\"max_tokens\":0").maxTokens()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "reasoning_effort":"none"                                              | DISABLED
                    "reasoning_effort":"minimal"                                           | DISABLED
                    "reasoning_effort":"low"                                               | ENABLED
                    "reasoning_effort":"xhigh"                                             | ENABLED
                    "reasoning":{"effort":"none"}                                          | DISABLED
                    "chat_template_kwargs":{"enable_thinking":false}                       | DISABLED
                    "chat_template_kwargs":{"enable_thinking":true},"reasoning_effort":"none" | ENABLED
                    "enable_thinking":false                                                | DISABLED
                    "chat_template_kwargs":{}                                              | UNSPECIFIED
                    """)
    void thinkingIsReadFromEveryField(String fields, Thinking expected) {
        assertThat(with(fields).thinking()).isEqualTo(expected);
    }

    @Test
    void streamingOptionsAreRead() {
        OpenAiRequest request = decode("{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
                + "\"messages\":[" + HELLO + "]}");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
    }

    @Test
    void toolsAreReadWithTheirDefaults() {
        ChatRequest chat = with("""
                "parallel_tool_calls": false,
                "tools": [
                  {"type": "function", "function": {"name": "get_weather", "description": "Weather", "strict": true,
                    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}},
                  {"type": "function", "function": {"name": "noargs"}}]
                """);
        assertThat(chat.parallelToolCalls()).isFalse();
        assertThat(chat.tools())
                .containsExactly(
                        new ToolSpec(
                                "get_weather",
                                "Weather",
                                (ObjectNode)
                                        json("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}"),
                                false),
                        new ToolSpec(
                                "noargs", "", (ObjectNode) json("{\"type\":\"object\",\"properties\":{}}"), false));
    }

    @Test
    void toolChoicesAreRead() {
        String tools = "\"tools\":[" + TOOL + "],\"tool_choice\":";
        assertThat(with(tools + "\"auto\"").toolChoice()).isEqualTo(new ToolChoice.Auto());
        assertThat(with(tools + "\"none\"").toolChoice()).isEqualTo(new ToolChoice.None());
        assertThat(with(tools + "\"required\"").toolChoice()).isEqualTo(new ToolChoice.Required());
        assertThat(with(tools + TOOL).toolChoice()).isEqualTo(new ToolChoice.Named("f"));
    }

    @Test
    void aConversationWithToolsIsRead() {
        assertThat(messages(
                        "{\"role\":\"system\",\"content\":\"Be brief.\"}",
                        "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Weather?\"}]}",
                        """
                        {"role": "assistant", "content": "Looking.", "reasoning_content": "Two cities.", "tool_calls": [
                          {"id": "call_1", "type": "function",
                           "function": {"name": "get_weather", "arguments": "{\\"z\\": 1.50, \\"city\\": \\"Bern\\"}"}},
                          {"id": "call_2", "type": "function", "function": {"name": "noargs", "arguments": ""}}]}
                        """,
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_1\",\"content\":\"rain\"}",
                        "{\"role\":\"tool\",\"tool_call_id\":\"call_2\",\"content\":[{\"type\":\"text\",\"text\":\"ok\"}]}",
                        "{\"role\":\"user\",\"content\":\"And now?\"}",
                        "{\"role\":\"developer\",\"content\":\"Stay brief.\"}"))
                .containsExactly(
                        Message.text(Role.SYSTEM, "Be brief."),
                        Message.text(Role.USER, "Weather?"),
                        new Message(
                                Role.ASSISTANT,
                                List.of(
                                        new Part.Thinking("Two cities.", ""),
                                        new Part.Text("Looking."),
                                        new Part.ToolUse(
                                                "call_1",
                                                "get_weather",
                                                new ObjectMapper()
                                                        .createObjectNode()
                                                        .put("z", new BigDecimal("1.50"))
                                                        .put("city", "Bern")),
                                        new Part.ToolUse("call_2", "noargs", json("{}")))),
                        new Message(
                                Role.USER,
                                List.of(
                                        new Part.ToolResult("call_1", List.of(new Part.Text("rain")), false),
                                        new Part.ToolResult("call_2", List.of(new Part.Text("ok")), false),
                                        new Part.Text("And now?"))),
                        Message.text(Role.SYSTEM, "Stay brief."));
    }

    @Test
    void argumentsKeepKeyOrderAndDigits() {
        Part.ToolUse use = (Part.ToolUse) messages("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{\\\"z\\\":1.50,\\\"a\\\":2}\"}}]}")
                .getFirst()
                .parts()
                .getFirst();
        assertThat(use.input()).hasToString("{\"z\":1.50,\"a\":2}");
    }

    @Test
    void argumentsThatAreNoJsonObjectStayText() {
        Part.ToolUse use = (Part.ToolUse) messages("{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":"
                        + "{\"name\":\"f\",\"arguments\":\"{broken\"}}]}")
                .getFirst()
                .parts()
                .getFirst();
        assertThat(use.input().textValue()).isEqualTo("{broken");
    }

    @Test
    void toolResultsAtTheEndAreAUserMessage() {
        assertThat(messages(HELLO, "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"x\"}"))
                .containsExactly(
                        Message.text(Role.USER, "Hello"),
                        new Message(Role.USER, List.of(new Part.ToolResult("c", List.of(new Part.Text("x")), false))));
    }

    @Test
    void legacyFunctionCallsAreJoinedToTheirResults() {
        List<Message> messages = messages(
                "{\"role\":\"assistant\",\"content\":null,\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}}",
                "{\"role\":\"function\",\"name\":\"f\",\"content\":\"1\"}");
        Part.ToolUse use = (Part.ToolUse) messages.getFirst().parts().getFirst();
        Part.ToolResult result = (Part.ToolResult) messages.getLast().parts().getFirst();
        assertThat(use.id()).matches("[a-zA-Z0-9_-]+").isEqualTo(result.toolUseId());
    }

    @Test
    void everyKindOfPartSurvives() {
        String image = "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,AA==\"}}";
        String file = "{\"type\":\"file\",\"file\":{\"file_id\":\"f\"}}";
        String audio = "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"AA==\",\"format\":\"wav\"}}";
        assertThat(messages("{\"role\":\"user\",\"content\":[" + image + "," + file + "," + audio + "]}"))
                .containsExactly(new Message(
                        Role.USER,
                        List.of(
                                new Part.Media("image", json(image)),
                                new Part.Media("document", json(file)),
                                new Part.Unknown(json(audio)))));
        assertThat(messages("{\"role\":\"assistant\",\"content\":[{\"type\":\"refusal\",\"refusal\":\"No.\"}]}"))
                .containsExactly(Message.text(Role.ASSISTANT, "No."));
        assertThat(messages("{\"role\":\"assistant\",\"content\":null,\"refusal\":\"No.\"}"))
                .containsExactly(Message.text(Role.ASSISTANT, "No."));
    }

    @Test
    void theSessionComesFromHeaderCacheKeyOrUser() {
        JsonNode body =
                json("{\"model\":\"m\",\"messages\":[" + HELLO + "],\"user\":\"u\",\"prompt_cache_key\":\"k\"}");
        var headers = Map.of("x-session-id", "s", "user-agent", "probe/1");
        var client = OpenAiDecoder.decode(body, headers::get).chat().client();
        assertThat(client.sessionId()).isEqualTo("s");
        assertThat(client.userAgent()).isEqualTo("probe/1");
        assertThat(OpenAiDecoder.decode(body, name -> null).chat().client().sessionId())
                .isEqualTo("k");
        assertThat(with("\"user\":\"u\"").client().sessionId()).isEqualTo("u");
        assertThat(with("").client().sessionId()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    "n": 2                                   | n                       | only one answer
                    "n": 0                                   | n                       | whole number from 1
                    "temperature": 2.1                       | temperature             | from 0 to 2, but is 2.1
                    "temperature": "hot"                     | temperature             | but is "hot"
                    "top_p": 1.5                             | top_p                   | from 0 to 1
                    "top_k": 1.5                             | top_k                   | whole number
                    "min_p": -1                              | min_p                   | from 0 to 1
                    "seed": 1e300                            | seed                    | whole number
                    "presence_penalty": 3                    | presence_penalty        | from -2 to 2
                    "frequency_penalty": -3                  | frequency_penalty       | from -2 to 2
                    "repetition_penalty": 0                  | repetition_penalty      | greater than 0
                    "stop": 5                                | stop                    | a string or an array
                    "stop": [5]                              | stop                    | a string or an array
                    "stop": ["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17"] | stop | at most 16
                    "logprobs": 5                            | logprobs                | true or false
                    "top_logprobs": 21, "logprobs": true     | top_logprobs            | from 0 to 20
                    "top_logprobs": 2                        | top_logprobs            | needs logprobs
                    "max_tokens": -2                         | max_tokens              | whole number
                    "max_completion_tokens": "5"             | max_completion_tokens   | whole number
                    "stream": "yes"                          | stream                  | true or false
                    "stream_options": true                   | stream_options          | an object
                    "stream_options": {"include_usage": 1}   | stream_options.include_usage | true or false
                    "response_format": {"type": "json_schema"} | response_format.type  | 'json_schema' is not supported
                    "response_format": {"type": "json_object"} | response_format.type  | 'json_object' is not supported
                    "response_format": {}                    | response_format.type    | is required
                    "logit_bias": {"5": 1}                   | logit_bias              | not supported
                    "modalities": ["text", "audio"]          | modalities              | text only
                    "audio": {}                              | audio                   | text only
                    "web_search_options": {}                 | web_search_options      | does not search
                    "functions": []                          | functions               | use tools
                    "function_call": "auto"                  | function_call           | use tools
                    "reasoning_effort": 5                    | reasoning_effort        | a string
                    "chat_template_kwargs": {"enable_thinking": "no"} | chat_template_kwargs.enable_thinking | true or false
                    "parallel_tool_calls": 1                 | parallel_tool_calls     | true or false
                    "tools": {}                              | tools                   | an array
                    "tools": [5]                             | tools[0]                | an object
                    "tools": [{"type": "custom", "custom": {"name": "x"}}] | tools[0].type | 'custom' tools are not supported
                    "tools": [{"type": "function"}]          | tools[0].function       | is required
                    "tools": [{"type": "function", "function": {}}] | tools[0].function.name | is required
                    "tools": [{"type": "function", "function": {"name": "a b"}}] | tools[0].function.name | letters
                    "tools": [{"type": "function", "function": {"name": "a", "parameters": []}}] | tools[0].function.parameters | an object
                    "tools": [{"type":"function","function":{"name":"a"}},{"type":"function","function":{"name":"a"}}] | tools[1].function.name | earlier tool
                    "tool_choice": "any"                     | tool_choice             | must be none, auto, required
                    "tool_choice": "required"                | tool_choice             | needs tools
                    "tool_choice": 5                         | tool_choice             | an object
                    "tool_choice": {"type": "allowed_tools"} | tool_choice.type        | not supported
                    "tool_choice": {"type": "function", "function": {"name": "g"}} | tool_choice.function.name | not among
                    """)
    void wrongFieldsAreNamed(String fields, String param, String words) {
        assertThatThrownBy(() -> with(fields)).satisfies(e -> names(e, param, words));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"content": "x"}                                   | messages[0].role               | is required
                    {"role": "robot", "content": "x"}                  | messages[0].role               | but is "robot"
                    {"role": "user"}                                   | messages[0].content            | is required
                    {"role": "system", "content": null}                | messages[0].content            | is required
                    {"role": "user", "content": 5}                     | messages[0].content            | a string or an array
                    {"role": "user", "content": ["x"]}                 | messages[0].content[0]         | an object
                    {"role": "user", "content": [{}]}                  | messages[0].content[0].type    | is required
                    {"role": "user", "content": [{"type": "text"}]}    | messages[0].content[0].text    | is required
                    {"role": "tool", "content": "x"}                   | messages[0].tool_call_id       | is required
                    {"role": "assistant", "tool_calls": 5}             | messages[0].tool_calls         | an array
                    {"role": "assistant", "tool_calls": [{"id": "c"}]} | messages[0].tool_calls[0].function | is required
                    {"role": "assistant", "tool_calls": [{"function": {"name": "f"}}]} | messages[0].tool_calls[0].id | is required
                    {"role": "assistant", "tool_calls": [{"id": "c", "function": {}}]} | messages[0].tool_calls[0].function.name | is required
                    {"role": "assistant", "tool_calls": [{"id": "c", "type": "custom"}]} | messages[0].tool_calls[0].type | must be function
                    5                                                  | messages[0]                    | an object
                    """)
    void wrongMessagesAreNamed(String message, String param, String words) {
        assertThatThrownBy(() -> messages(message)).satisfies(e -> names(e, param, words));
    }

    @Test
    void missingModelMessagesOrBodyAreNamed() {
        assertThatThrownBy(() -> decode("{\"messages\":[" + HELLO + "]}"))
                .satisfies(e -> names(e, "model", "is required"));
        assertThatThrownBy(() -> decode("{\"model\":\"m\"}")).satisfies(e -> names(e, "messages", "is required"));
        assertThatThrownBy(() -> decode("{\"model\":\"m\",\"messages\":[]}"))
                .satisfies(e -> names(e, "messages", "at least one"));
        assertThatThrownBy(() -> decode("[]"))
                .isInstanceOf(ChatException.class)
                .hasMessage("The request body must be a JSON object.");
    }

    /** The failure as the client sees it: status, param and words. */
    private static void names(Throwable failure, String param, String words) {
        var error = OpenAiErrors.of((ChatException) failure);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.body().at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(error.body().at("/error/param").asText()).isEqualTo(param);
        assertThat(error.body().at("/error/message").asText())
                .startsWith(param + ": ")
                .contains(words);
    }
}
