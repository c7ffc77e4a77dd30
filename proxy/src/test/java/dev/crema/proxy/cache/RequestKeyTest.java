package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Diagnostics;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Part;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Thinking;
import dev.crema.proxy.chat.ToolChoice;
import dev.crema.proxy.chat.ToolSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RequestKeyTest {
    private static final ToolSpec READ = Requests.tool(
            "Read", "{\"type\":\"object\",\"properties\":{\"path\":{\"type\":\"string\",\"maxLength\":10}}}");

    @Test
    void whoAsksInWhichSessionAndForWhomDoesNotMatter() {
        ChatRequest request = conversation("call-1");
        ClientInfo somebody =
                new ClientInfo("req_1", "session", "agent", "curl", "anna", "project", true, CachePolicy.REUSE);

        assertThat(key(request.withClient(somebody).withModel("alias").withDiagnostics(new Diagnostics(null))))
                .isEqualTo(key(request));
    }

    @Test
    void theOrderOfKeysInASchemaAndTheSpellingOfItsNumbersDoNotMatter() {
        ToolSpec reordered = Requests.tool(
                "Read", "{\"properties\":{\"path\":{\"maxLength\":10.0,\"type\":\"string\"}},\"type\":\"object\"}");

        assertThat(key(conversation("call-1").withTools(List.of(reordered)))).isEqualTo(key(conversation("call-1")));
    }

    @Test
    void namesOfToolCallsDoNotMatterAsLongAsTheyPairUp() {
        assertThat(key(conversation("toolu_other"))).isEqualTo(key(conversation("call-1")));

        ChatRequest crossed = twoCalls("b", "a");
        assertThat(key(crossed)).isNotEqualTo(key(twoCalls("a", "b")));
        assertThat(key(twoCalls("x", "y"))).isEqualTo(key(twoCalls("a", "b")));
    }

    @Test
    void everythingTheModelIsToldOrHowItAnswersMatters() {
        List<ChatRequest> all = different();
        Set<RequestKey> keys = new HashSet<>();
        for (int i = 0; i < all.size(); i++) {
            assertThat(keys.add(key(all.get(i)))).as("request %d", i).isTrue();
        }
        assertThat(keys).doesNotContain(RequestKey.of(all.getFirst(), "identity-2"));
    }

    @Test
    void theOrderOfArgumentsMatters() {
        assertThat(key(called("{\"a\":1,\"b\":2}"))).isNotEqualTo(key(called("{\"b\":2,\"a\":1}")));
    }

    @Test
    void theScopeLeavesOutTheLastMessagesTextOnly() {
        ChatRequest first = Requests.greedy("What is that?");

        assertThat(scope(Requests.greedy("What's that?"))).isEqualTo(scope(first));
        assertThat(scope(first.withMaxTokens(5))).isNotEqualTo(scope(first));
        assertThat(scope(Requests.of(
                        Requests.GREEDY,
                        List.of(),
                        Message.text(Role.SYSTEM, "Be brief."),
                        Message.text(Role.USER, "What is that?"))))
                .isNotEqualTo(scope(first));
    }

    @Test
    void aKeyIsItsBytes() {
        RequestKey key = key(Requests.greedy("Hi"));

        assertThat(key.hex()).matches("[0-9a-f]{64}");
        assertThat(RequestKey.ofBytes(key.bytes())).isEqualTo(key);
    }

    private static List<ChatRequest> different() {
        ChatRequest base = conversation("call-1");
        List<ChatRequest> requests = new ArrayList<>(List.of(base));
        requests.add(base.withMaxTokens(10));
        requests.add(base.withMaxTokens(11));
        requests.add(base.withTools(List.of()));
        requests.add(base.withTools(List.of(new ToolSpec("Read", "Another.", READ.schema(), false))));
        requests.add(base.withTools(List.of(new ToolSpec("Read", READ.description(), READ.schema(), true))));
        requests.add(base.withTools(List.of(Requests.tool("Read", "{\"type\":\"object\"}"))));
        requests.add(base.withTools(List.of(READ, Requests.tool("Write", "{}"))));
        requests.add(with(base, new ToolChoice.None(), true, base.sampling(), Thinking.UNSPECIFIED));
        requests.add(with(base, new ToolChoice.Required(), true, base.sampling(), Thinking.UNSPECIFIED));
        requests.add(with(base, new ToolChoice.Named("Read"), true, base.sampling(), Thinking.UNSPECIFIED));
        requests.add(with(base, new ToolChoice.Auto(), false, base.sampling(), Thinking.UNSPECIFIED));
        requests.add(with(base, new ToolChoice.Auto(), true, base.sampling(), Thinking.ENABLED));
        requests.add(with(base, new ToolChoice.Auto(), true, base.sampling(), Thinking.DISABLED));
        for (Sampling sampling : samplings()) {
            requests.add(with(base, new ToolChoice.Auto(), true, sampling, Thinking.UNSPECIFIED));
        }
        for (List<Part> parts : parts()) {
            requests.add(Requests.of(Requests.GREEDY, List.of(READ), new Message(Role.USER, parts)));
        }
        requests.add(Requests.of(Requests.GREEDY, List.of(READ), Message.text(Role.SYSTEM, "Hi")));
        requests.add(Requests.of(
                Requests.GREEDY, List.of(READ), Message.text(Role.USER, "H"), Message.text(Role.USER, "i")));
        return requests;
    }

    private static List<Sampling> samplings() {
        return List.of(
                Sampling.DEFAULT,
                new Sampling(0.5, null, null, null, null, null, null, null, List.of(), -1),
                new Sampling(0.0, 0.5, null, null, null, null, null, null, List.of(), -1),
                new Sampling(0.0, null, 5, null, null, null, null, null, List.of(), -1),
                new Sampling(0.0, null, null, 0.5, null, null, null, null, List.of(), -1),
                new Sampling(0.0, null, null, null, 0.5, null, null, null, List.of(), -1),
                new Sampling(0.0, null, null, null, null, 0.5, null, null, List.of(), -1),
                new Sampling(0.0, null, null, null, null, null, 0.5, null, List.of(), -1),
                new Sampling(0.0, null, null, null, null, null, null, 5L, List.of(), -1),
                new Sampling(0.0, null, null, null, null, null, null, null, List.of("a", "b"), -1),
                new Sampling(0.0, null, null, null, null, null, null, null, List.of("ab"), -1),
                new Sampling(0.0, null, null, null, null, null, null, null, List.of(), 0));
    }

    private static List<List<Part>> parts() {
        return List.of(
                List.of(new Part.Text("Hi")),
                List.of(new Part.Text("H"), new Part.Text("i")),
                List.of(new Part.Thinking("Hi", "")),
                List.of(new Part.ToolReference("Hi")),
                List.of(new Part.Media("image", Requests.json("{\"a\":1}"))),
                List.of(new Part.Media("document", Requests.json("{\"a\":1}"))),
                List.of(new Part.Media("image", Requests.json("{\"a\":2}"))),
                List.of(new Part.Unknown(Requests.json("{\"a\":1}"))),
                List.of(new Part.ToolUse("c", "Read", Requests.json("{}"))),
                List.of(new Part.ToolUse("c", "Write", Requests.json("{}"))),
                List.of(new Part.ToolResult("c", List.of(new Part.Text("Hi")), false)),
                List.of(new Part.ToolResult("c", List.of(new Part.Text("Hi")), true)),
                List.of(new Part.ToolResult("c", List.of(), false), new Part.Text("Hi")));
    }

    private static ChatRequest with(
            ChatRequest base, ToolChoice choice, boolean parallel, Sampling sampling, Thinking thinking) {
        return new ChatRequest(
                base.model(),
                base.messages(),
                base.tools(),
                choice,
                parallel,
                sampling,
                base.maxTokens(),
                thinking,
                base.client());
    }

    private static ChatRequest conversation(String callId) {
        return Requests.of(
                Requests.GREEDY,
                List.of(READ),
                Message.text(Role.SYSTEM, "You help."),
                Message.text(Role.USER, "Read it."),
                new Message(
                        Role.ASSISTANT, List.of(new Part.ToolUse(callId, "Read", Requests.json("{\"path\":\"a\"}")))),
                new Message(Role.USER, List.of(new Part.ToolResult(callId, List.of(new Part.Text("content")), false))));
    }

    private static ChatRequest called(String arguments) {
        return Requests.of(
                Requests.GREEDY,
                List.of(),
                new Message(Role.ASSISTANT, List.of(new Part.ToolUse("c", "Read", Requests.json(arguments)))));
    }

    /** Two calls, and their results in the given order. */
    private static ChatRequest twoCalls(String first, String second) {
        return Requests.of(
                Requests.GREEDY,
                List.of(),
                new Message(
                        Role.ASSISTANT,
                        List.of(
                                new Part.ToolUse(min(first, second), "Read", Requests.json("{}")),
                                new Part.ToolUse(max(first, second), "Read", Requests.json("{}")))),
                new Message(
                        Role.USER,
                        List.of(
                                new Part.ToolResult(first, List.of(new Part.Text("1")), false),
                                new Part.ToolResult(second, List.of(new Part.Text("2")), false))));
    }

    private static String min(String a, String b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static String max(String a, String b) {
        return a.compareTo(b) < 0 ? b : a;
    }

    private static RequestKey key(ChatRequest request) {
        return RequestKey.of(request, "identity-1");
    }

    private static RequestKey scope(ChatRequest request) {
        return RequestKey.scopeOf(request, "identity-1");
    }
}
