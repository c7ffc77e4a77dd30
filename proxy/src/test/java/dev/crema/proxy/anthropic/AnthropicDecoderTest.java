package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicDecoderTest {
    private static ChatRequest decode(String json) {
        return AnthropicDecoder.messages(Json.object(json), ClientInfo.UNKNOWN);
    }

    private static List<Part> parts(String blocks) {
        return decode("{'model':'m','max_tokens':9,'messages':[{'role':'user','content':" + blocks + "}]}")
                .messages()
                .getFirst()
                .parts();
    }

    @Test
    void aMinimalBodyIsOneUserMessage() {
        assertThat(decode("{'model':'m','max_tokens':1024,'messages':[{'role':'user','content':'Hello'}]}"))
                .isEqualTo(new ChatRequest(
                        "m",
                        List.of(Message.text(Role.USER, "Hello")),
                        List.of(),
                        new ToolChoice.Auto(),
                        true,
                        Sampling.DEFAULT,
                        1024,
                        Thinking.UNSPECIFIED,
                        ClientInfo.UNKNOWN));
    }

    @Test
    void everyFieldOfAFullBodyArrives() {
        ChatRequest request = decode("""
                {'model':'claude-local','max_tokens':32000,'stream':true,'temperature':1.5,'top_p':0.9,'top_k':40,
                 'stop_sequences':['END','\\n\\n'],'thinking':{'type':'adaptive'},'service_tier':'auto',
                 'metadata':{'user_id':'{"device_id":"d","session_id":"s-1"}'},'output_config':{'effort':'low'},
                 'system':[{'type':'text','text':'One.'},{'type':'text','text':'Two.','cache_control':{'type':'ephemeral'}}],
                 'tools':[{'name':'read','description':'Reads','input_schema':{'type':'object','properties':{}}}],
                 'tool_choice':{'type':'tool','name':'read','disable_parallel_tool_use':true},
                 'messages':[{'role':'user','content':'Hi'},{'role':'system','content':'Note'},
                             {'role':'assistant','content':'So: '}]}""");

        assertThat(request.sampling())
                .isEqualTo(new Sampling(1.5, 0.9, 40, null, null, null, null, null, List.of("END", "\n\n"), -1));
        assertThat(request.thinking()).isEqualTo(Thinking.ENABLED);
        assertThat(request.maxTokens()).isEqualTo(32000);
        assertThat(request.client().sessionId()).isEqualTo("s-1");
        assertThat(request.toolChoice()).isEqualTo(new ToolChoice.Named("read"));
        assertThat(request.parallelToolCalls()).isFalse();
        assertThat(request.tools()).extracting(ToolSpec::name).containsExactly("read");
        assertThat(request.messages())
                .containsExactly(
                        new Message(Role.SYSTEM, List.of(new Part.Text("One."), new Part.Text("Two."))),
                        Message.text(Role.USER, "Hi"),
                        Message.text(Role.SYSTEM, "Note"),
                        Message.text(Role.ASSISTANT, "So: "));
    }

    @Test
    void systemMayBeAString() {
        ChatRequest request =
                decode("{'model':'m','max_tokens':9,'system':'Be kind.','messages':[{'role':'user','content':'Hi'}]}");
        assertThat(request.messages().getFirst()).isEqualTo(Message.text(Role.SYSTEM, "Be kind."));
    }

    @Test
    void explicitNullsCountAsAbsent() {
        ChatRequest request = decode("""
                {'model':'m','max_tokens':9,'system':null,'tools':null,'tool_choice':null,'thinking':null,'metadata':null,
                 'temperature':null,'top_k':null,'stop_sequences':null,'output_config':null,'stream':null,
                 'messages':[{'role':'user','content':'Hi'}]}""");
        assertThat(request.messages()).containsExactly(Message.text(Role.USER, "Hi"));
        assertThat(request.sampling()).isEqualTo(Sampling.DEFAULT);
    }

    @Test
    void cacheControlLeavesNoTraceInKeptBlocks() {
        assertThat(parts("""
                [{'type':'image','source':{'type':'url','url':'u'},'cache_control':{'type':'ephemeral'}},
                 {'type':'novelty','data':1,'cache_control':{'type':'ephemeral'}}]"""))
                .containsExactly(
                        new Part.Media("image", Json.object("{'type':'image','source':{'type':'url','url':'u'}}")),
                        new Part.Unknown(Json.object("{'type':'novelty','data':1}")));
    }

    @Test
    void theBodyIsNotChangedByDecoding() {
        String json = """
                {'model':'m','max_tokens':9,'tools':[{'name':'t','input_schema':{}}],'messages':[{'role':'user','content':
                 [{'type':'image','source':{'type':'url'},'cache_control':{'type':'ephemeral'}}]}]}""";
        ObjectNode body = Json.object(json);
        AnthropicDecoder.messages(body, ClientInfo.UNKNOWN);
        assertThat(body).isEqualTo(Json.object(json));
    }

    @Test
    void plainTextDocumentsAndSearchResultsBecomeText() {
        assertThat(parts("""
                [{'type':'document','title':'Notes','source':{'type':'text','media_type':'text/plain','data':'abc'}},
                 {'type':'document','source':{'type':'content','content':[{'type':'text','text':'x'},{'type':'text','text':'y'}]}},
                 {'type':'search_result','title':'T','source':'https://a','content':[{'type':'text','text':'found'}]}]"""))
                .containsExactly(
                        new Part.Text("Notes\nabc"), new Part.Text("x\ny"), new Part.Text("T\nhttps://a\nfound"));
    }

    @Test
    void documentsThatAreNotTextStayMedia() {
        assertThat(parts("""
                [{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'AA=='}},
                 {'type':'document','source':{'type':'content','content':[{'type':'image','source':{'type':'url'}}]}}]""")).allSatisfy(part -> assertThat(part).isInstanceOf(Part.Media.class));
    }

    @Test
    void toolCallsAndResultsKeepOrderOfArgumentsAndNestedContent() {
        List<Message> messages = decode("""
                {'model':'m','max_tokens':9,'messages':[
                  {'role':'user','content':'go'},
                  {'role':'assistant','content':[
                     {'type':'thinking','thinking':'hm','signature':'sig'},{'type':'redacted_thinking','data':'x'},
                     {'type':'tool_use','id':'t1','name':'read','input':{'z':1,'a':2}},
                     {'type':'tool_use','id':'t2','name':'search','input':{}},
                     {'type':'tool_use','id':'t3','name':'none','input':{}}]},
                  {'role':'user','content':[
                     {'type':'tool_result','tool_use_id':'t1','content':'oops','is_error':true},
                     {'type':'tool_result','tool_use_id':'t2','content':[{'type':'tool_reference','tool_name':'later'},
                        {'type':'image','source':{'type':'base64','data':'AA=='}}]},
                     {'type':'tool_result','tool_use_id':'t3'},
                     {'type':'text','text':'go on'}]}]}""").messages();

        assertThat(messages.get(1).parts().get(0)).isEqualTo(new Part.Thinking("hm", "sig"));
        assertThat(messages.get(1).parts().get(1)).isInstanceOf(Part.Unknown.class);
        assertThat(((Part.ToolUse) messages.get(1).parts().get(2)).input()).hasToString("{\"z\":1,\"a\":2}");
        assertThat(messages.get(2).parts())
                .containsExactly(
                        new Part.ToolResult("t1", List.of(new Part.Text("oops")), true),
                        new Part.ToolResult(
                                "t2",
                                List.of(
                                        new Part.ToolReference("later"),
                                        new Part.Media(
                                                "image",
                                                Json.object(
                                                        "{'type':'image','source':{'type':'base64','data':'AA=='}}"))),
                                false),
                        new Part.ToolResult("t3", List.of(), false),
                        new Part.Text("go on"));
    }

    @Test
    void emptyAnswersComeBackAsHistoryWithoutComplaint() {
        assertThat(decode("""
                {'model':'m','max_tokens':9,'messages':[{'role':'user','content':'a'},
                 {'role':'assistant','content':[{'type':'text','text':''}]},{'role':'user','content':'b'},
                 {'role':'assistant','content':''}]}""").messages()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({"enabled,ENABLED", "adaptive,ENABLED", "between_tools,ENABLED", "disabled,DISABLED", "new,UNSPECIFIED"})
    void thinkingIsWelcomeUnlessDisabled(String type, Thinking expected) {
        assertThat(decode("{'model':'m','max_tokens':9,'thinking':{'type':'" + type
                                + "'},'messages':[{'role':'user','content':'Hi'}]}")
                        .thinking())
                .isEqualTo(expected);
    }

    @Test
    void countingNeedsNoMaxTokensAndNoCompleteConversation() {
        ChatRequest request = AnthropicDecoder.countTokens(Json.object("""
                {'model':'m','messages':[{'role':'user','content':'go'},
                 {'role':'assistant','content':[{'type':'tool_use','id':'t1','name':'read','input':{}}]}]}"""), ClientInfo.UNKNOWN);
        assertThat(request.maxTokens()).isNull();
        assertThat(request.messages()).hasSize(2);
    }

    @Test
    void maxTokensOfNothingWarmsTheCacheAndIsNoSideRequest() {
        ChatRequest request = decode("{'model':'m','max_tokens':0,'messages':[{'role':'user','content':'Hi'}]}");
        assertThat(request.maxTokens()).isZero();
        assertThat(request.client().side()).isFalse();
    }

    @Test
    void streamIsReadAsABoolean() {
        assertThat(AnthropicDecoder.wantsStream(Json.object("{'stream':true}"))).isTrue();
        assertThat(AnthropicDecoder.wantsStream(Json.object("{'stream':null}"))).isFalse();
        assertThat(AnthropicDecoder.wantsStream(Json.object("{}"))).isFalse();
    }
}
