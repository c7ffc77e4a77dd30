package dev.crema.proxy.normalize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
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
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesTest {
    private static final String BILLING = "x-anthropic-billing-header: v=1; cch=abc;";

    private static ChatRequest request(List<ToolSpec> tools, Message... messages) {
        return new ChatRequest(
                "m",
                List.of(messages),
                tools,
                new ToolChoice.Auto(),
                true,
                Sampling.DEFAULT,
                9,
                Thinking.UNSPECIFIED,
                ClientInfo.UNKNOWN);
    }

    private static List<Message> normal(Message... messages) {
        return new Normalizer().apply(request(List.of(), messages)).messages();
    }

    private static Message message(Role role, Object... parts) {
        return new Message(
                role,
                Arrays.stream(parts)
                        .map(part -> part instanceof String text ? new Part.Text(text) : (Part) part)
                        .toList());
    }

    private static ToolSpec tool(String name, boolean deferred) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        return new ToolSpec(name, "Does " + name, schema, deferred);
    }

    private static Part result(Part... content) {
        return new Part.ToolResult("t1", List.of(content), false);
    }

    private static Part unknown(String type) {
        return new Part.Unknown(JsonNodeFactory.instance.objectNode().put("type", type));
    }

    @Test
    void theBillingHeaderIsRemovedWhereverItStandsInTheFirstSystemMessage() {
        Message clean = message(Role.SYSTEM, "Be kind.");
        assertThat(normal(message(Role.SYSTEM, BILLING, "Be kind."))).containsExactly(clean);
        assertThat(normal(message(Role.SYSTEM, "Be kind.", BILLING))).containsExactly(clean);
        assertThat(normal(message(Role.SYSTEM, BILLING + "\n\nBe kind."))).containsExactly(clean);
    }

    @Test
    void theBillingHeadersNameInOtherPlacesIsText() {
        Message user = message(Role.USER, BILLING);
        Message inside = message(Role.SYSTEM, "About " + BILLING);
        assertThat(normal(inside, user)).containsExactly(inside, user);
    }

    @Test
    void aSystemMessageOfTheBillingHeaderAloneDisappears() {
        assertThat(normal(message(Role.SYSTEM, BILLING), message(Role.USER, "Hi")))
                .containsExactly(message(Role.USER, "Hi"));
    }

    @Test
    void blocksAndStringsAreTheSame() {
        assertThat(normal(message(Role.USER, "a", "b"))).isEqualTo(normal(message(Role.USER, "a\n\nb")));
        assertThat(normal(message(Role.USER, result(new Part.Text("a"), new Part.Text("b")))))
                .isEqualTo(normal(message(Role.USER, result(new Part.Text("a\n\nb")))));
    }

    @Test
    void anAssistantsTextsAreJoinedAsGenerated() {
        assertThat(normal(message(Role.ASSISTANT, "a", "b"))).containsExactly(message(Role.ASSISTANT, "ab"));
    }

    @Test
    void onlyTextsThatFollowEachOtherAreMerged() {
        Part call = new Part.ToolUse("t1", "n", JsonNodeFactory.instance.objectNode());
        assertThat(normal(message(Role.ASSISTANT, "a", call, "b", "c")))
                .containsExactly(message(Role.ASSISTANT, "a", call, "bc"));
    }

    @Test
    void emptyPartsAreDroppedBeforeTextsAreJoined() {
        assertThat(normal(message(Role.USER, "", "a", "", "b", result(new Part.Text("")))))
                .containsExactly(message(Role.USER, "a\n\nb", result()));
    }

    @Test
    void anEmptyTurnStaysButAnEmptyPrefillGoes() {
        Message user = message(Role.USER, "Hi");
        Message empty = message(Role.ASSISTANT, "");
        assertThat(normal(user, empty, user)).containsExactly(user, message(Role.ASSISTANT), user);
        assertThat(normal(user, empty)).containsExactly(user);
    }

    @Test
    void aRequestIsNeverLeftWithoutMessages() {
        assertThat(normal(message(Role.SYSTEM, ""))).hasSize(1);
    }

    @Test
    void signaturesAndRedactedThinkingGoWhileOtherUnknownBlocksStay() {
        assertThat(normal(message(
                        Role.ASSISTANT, new Part.Thinking("hm", "sig"), unknown("redacted_thinking"), unknown("x"))))
                .containsExactly(message(Role.ASSISTANT, new Part.Thinking("hm", ""), unknown("x")));
    }

    @Test
    void toolsAreSortedAndDeferredOnesKeptApart() {
        ChatRequest request = request(
                List.of(
                        tool("read", false),
                        tool("DeferredToolPlaceholder", true),
                        tool("alpha", true),
                        tool("bash", false)),
                message(Role.USER, "Hi"));
        assertThat(new Normalizer().apply(request).tools())
                .containsExactly(tool("bash", false), tool("read", false), tool("alpha", true));
    }

    @Test
    void aReferenceBecomesTheDefinitionInItsPlace() {
        ChatRequest request = request(
                List.of(tool("read", false), tool("later", true)),
                message(
                        Role.USER,
                        result(
                                new Part.ToolReference("later"),
                                new Part.ToolReference("read"),
                                new Part.ToolReference("gone"))));
        assertThat(new Normalizer().apply(request).messages())
                .containsExactly(message(Role.USER, result(new Part.Text("""
                        The tool later can be called from now on:
                        {"type":"function","function":{"name":"later","description":"Does later",\
                        "parameters":{"type":"object"}}}

                        The tool read can be called.

                        The tool gone is not available."""))));
    }

    @Test
    void everyRuleCanBeSwitchedOff() {
        ChatRequest untidy = request(
                List.of(tool("b", false), tool("a", false), tool("later", true)),
                message(Role.SYSTEM, BILLING, "Be kind."),
                message(Role.USER, "x", "", result(new Part.ToolReference("later"))),
                message(Role.ASSISTANT, "a", "b", new Part.Thinking("hm", "sig"), unknown("redacted_thinking")));
        ChatRequest tidy = new Normalizer().apply(untidy);
        for (String rule : Normalizer.names()) {
            assertThat(new Normalizer(Set.of(rule)).apply(untidy)).as(rule).isNotEqualTo(tidy);
        }
        assertThat(new Normalizer(Set.copyOf(Normalizer.names())).apply(untidy)).isEqualTo(untidy);
    }

    @Test
    void anUnknownRulesNameIsAMistake() {
        assertThatThrownBy(() -> new Normalizer(Set.of("sort-tool")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("sort-tool")
                .hasMessageContaining("strip-billing-header");
    }
}
