package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ClientInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every mistake is told with the path of its field. */
class DecoderErrorsTest {
    private static void refused(JsonNode body, String message) {
        assertThatThrownBy(() -> {
                    AnthropicDecoder.wantsStream(body);
                    AnthropicDecoder.messages(body, ClientInfo.UNKNOWN);
                })
                .isInstanceOfSatisfying(
                        ChatException.class, e -> assertThat(e.kind()).isEqualTo(ChatException.Kind.INVALID_REQUEST))
                .hasMessage(message);
    }

    private static ObjectNode valid() {
        return Json.object("{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}]}");
    }

    @Test
    void aBodyThatIsNoObject() {
        refused(JsonNodeFactory.instance.arrayNode(), "The request body must be a JSON object");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            model          | model: Field required
            messages       | messages: Field required
            max_tokens     | max_tokens: Field required
            """)
    void aMissingField(String field, String message) {
        refused(valid().without(field), message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'model':''}                           | model: String should have at least 1 character
            {'model':7}                            | model: Input should be a valid string
            {'stream':'yes'}                       | stream: Input should be a valid boolean
            {'max_tokens':-1}                      | max_tokens: Input should be greater than or equal to 0
            {'max_tokens':1.5}                     | max_tokens: Input should be a valid integer
            {'max_tokens':'9'}                     | max_tokens: Input should be a valid integer
            {'temperature':2.5}                    | temperature: range: 0..2
            {'temperature':-0.1}                   | temperature: range: 0..2
            {'temperature':'hot'}                  | temperature: Input should be a valid number
            {'top_p':1.1}                          | top_p: range: 0..1
            {'top_p':0}                            | top_p: Input should be greater than 0. For the most likely tokens set temperature to 0.
            {'top_k':-1}                           | top_k: Input should be greater than or equal to 0
            {'stop_sequences':'END'}               | stop_sequences: Input should be a valid list
            {'stop_sequences':['a',1]}             | stop_sequences.1: Input should be a valid string
            {'stop_sequences':['']}                | stop_sequences.0: String should have at least 1 character
            {'thinking':true}                      | thinking: Input should be a valid dictionary
            {'thinking':{}}                        | thinking.type: Field required
            {'metadata':{'user_id':7}}             | metadata.user_id: Input should be a valid string
            {'system':7}                           | system: Input should be a valid string or list
            {'system':[{'type':'text'}]}           | system.0.text: Field required
            {'messages':{}}                        | messages: Input should be a valid list
            {'messages':[]}                        | messages: at least one message is required
            {'messages':['Hi']}                    | messages.0: Input should be a valid dictionary
            {'messages':[{'content':'Hi'}]}        | messages.0.role: Field required
            {'messages':[{'role':'tool','content':'Hi'}]} | messages.0.role: Input should be 'user', 'assistant' or 'system'
            {'messages':[{'role':'user'}]}         | messages.0.content: Field required
            {'messages':[{'role':'user','content':7}]}    | messages.0.content: Input should be a valid string or list
            {'messages':[{'role':'user','content':''}]}   | messages.0: all messages must have non-empty content except for the optional final assistant message
            {'messages':[{'role':'user','content':[]}]}   | messages.0: all messages must have non-empty content except for the optional final assistant message
            """)
    void aWrongField(String change, String message) {
        ObjectNode body = valid();
        Json.object(change).properties().forEach(field -> body.set(field.getKey(), field.getValue()));
        refused(body, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            'Hi'                                           | : Input should be a valid dictionary
            {'text':'Hi'}                                  | .type: Field required
            {'type':7}                                     | .type: Input should be a valid string
            {'type':'text','text':['Hi']}                  | .text: Input should be a valid string
            {'type':'image'}                               | .source: Field required
            {'type':'document','source':{'type':'text'}}   | .source.data: Field required
            {'type':'search_result','title':'t'}           | .source: Field required
            {'type':'thinking'}                            | .thinking: Field required
            {'type':'tool_use','name':'n','input':{}}      | .id: Field required
            {'type':'tool_use','id':'i','input':{}}        | .name: Field required
            {'type':'tool_use','id':'i','name':'n'}        | .input: Field required
            {'type':'tool_use','id':'i','name':'n','input':'{}'} | .input: Input should be a valid dictionary
            {'type':'tool_result'}                         | .tool_use_id: Field required
            {'type':'tool_result','tool_use_id':'i','is_error':'no'} | .is_error: Input should be a valid boolean
            {'type':'tool_result','tool_use_id':'i','content':[{'type':'text'}]} | .content.0.text: Field required
            {'type':'tool_reference'}                      | .tool_name: Field required
            """)
    void aWrongBlock(String block, String message) {
        ObjectNode body = Json.object("{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'},"
                + "{'role':'assistant','content':[{'type':'text','text':'ok'}," + block + "]}]}");
        refused(body, "messages.1.content.1" + message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'name':'t'}                                        | tools.0.input_schema: Field required
            {'input_schema':{'type':'object'}}                  | tools.0.name: Field required
            {'name':'a b','input_schema':{'type':'object'}}     | tools.0.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'
            {'name':'','input_schema':{'type':'object'}}        | tools.0.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'
            {'name':'t','input_schema':[]}                      | tools.0.input_schema: Input should be a valid dictionary
            {'name':'t','input_schema':{'type':'array'}}        | tools.0.input_schema.type: Input should be 'object'
            {'name':'t','description':1,'input_schema':{}}      | tools.0.description: Input should be a valid string
            {'name':'t','defer_loading':1,'input_schema':{}}    | tools.0.defer_loading: Input should be a valid boolean
            {'type':'bash_20250124'}                            | tools.0.name: Field required
            {'type':'computer_20250124','name':'computer'}      | tools.0.display_width_px: Field required
            {'type':'novel_20300101','name':'novel'}            | tools.0.type: 'novel_20300101' is not a tool type known here. Define the tool with a name and an input_schema.
            {'type':'browser_toolset_20260801'}                 | tools.0: browser_toolset_20260801 is known to Anthropic's own models only. Define each tool you need with a name and an input_schema.
            {'type':'web_search_20260318','name':'web_search'}  | tools.0: web search is not available: this request is answered by a local model, and web_search_20260318 runs on Anthropic's servers. Answer without it, or use a search tool of an MCP server.
            {'type':'code_execution_20260521','name':'c'}       | tools.0: code_execution_20260521 runs on Anthropic's servers, but this request is answered by a local model. Remove it from `tools`, or define a tool of your own that does its work.
            """)
    void aWrongTool(String tool, String message) {
        ObjectNode body = valid();
        body.putArray("tools").add(Json.object(tool));
        refused(body, message);
    }

    @Test
    void toolNamesThatAreNotUnique() {
        ObjectNode body = valid();
        body.putArray("tools")
                .add(Json.object("{'name':'t','input_schema':{}}"))
                .add(Json.object("{'name':'t','input_schema':{}}"));
        refused(body, "tools: Tool names must be unique. Found more than once: t");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {}                                 | tool_choice.type: Field required
            {'type':'required'}                | tool_choice.type: Input should be 'auto', 'any', 'tool' or 'none'
            {'type':'any'}                     | tool_choice: `any` may only be specified while providing `tools`
            {'type':'tool'}                    | tool_choice.name: Field required
            {'type':'tool','name':'t'}         | tool_choice: Tool 't' not found in provided tools
            {'type':'auto','disable_parallel_tool_use':1} | tool_choice.disable_parallel_tool_use: Input should be a valid boolean
            """)
    void aWrongToolChoice(String choice, String message) {
        ObjectNode body = valid();
        body.set("tool_choice", Json.object(choice));
        refused(body, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            {'output_config':{'format':{'type':'json_schema','schema':{}}}} | output_config.format
            {'output_format':{'type':'json_schema','schema':{}}}            | output_format
            """)
    void structuredOutputIsRefusedByName(String change, String path) {
        ObjectNode body = valid();
        Json.object(change).properties().forEach(field -> body.set(field.getKey(), field.getValue()));
        refused(
                body,
                path + ": structured output is not supported by local models yet. Leave this field out and describe the"
                        + " wanted JSON in the prompt, or offer a tool with that input_schema.");
    }
}
