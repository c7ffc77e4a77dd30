package dev.crema.proxy.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.JinjaChatTemplate;
import dev.crema.mlx.tokenizer.TemplateException;
import dev.crema.proxy.backend.embedded.TemplateTraits.CallOpening;
import dev.crema.proxy.backend.embedded.TemplateTraits.CallStyle;
import dev.crema.proxy.backend.embedded.TemplateTraits.ToolTraits;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TemplateProbeTest {
    private static final CallStyle USUAL = new CallStyle(false, false);
    private static final ThinkMarkers THINK = new ThinkMarkers("<think>", "</think>");

    @Test
    void plainTurnsTakeEveryRoleInItsPlaceButNoTools() {
        assertThat(probe("plain")).isEqualTo(new TemplateTraits(false, true, true, true, null, null));
    }

    @Test
    void hermesRendersParallelCallsAndShowsHowACallBegins() {
        var opening = new CallOpening("<tool_call>\n{\"name\": \"", "\"");
        assertThat(probe("hermes"))
                .isEqualTo(new TemplateTraits(
                        false, true, true, true, new ToolTraits(USUAL, true, false, true, opening), null));
    }

    @Test
    void headersTakeOneCallPerMessageAndLoseTextBesideIt() {
        var opening = new CallOpening("{\"name\": \"", "\"");
        assertThat(probe("headers"))
                .isEqualTo(new TemplateTraits(
                        false, true, true, true, new ToolTraits(USUAL, true, true, false, opening), null));
    }

    @Test
    void strictAlternationRefusesLaterSystemMessagesAndUsersAfterResults() {
        var opening = new CallOpening("[TOOL_CALLS][{\"name\": \"", "\"");
        assertThat(probe("strict"))
                .isEqualTo(new TemplateTraits(
                        false, true, false, false, new ToolTraits(USUAL, false, false, true, opening), null));
    }

    @Test
    void twoRolesKnowNoSystem() {
        assertThat(probe("two-roles")).isEqualTo(new TemplateTraits(false, false, false, false, null, null));
    }

    @Test
    void reasoningTemplatesNameTheirMarkers() {
        var opening = new CallOpening("\n<tool_call>\n{\"name\": \"", "\"");
        assertThat(probe("thinking"))
                .isEqualTo(new TemplateTraits(
                        false, true, false, true, new ToolTraits(USUAL, true, false, true, opening), THINK));
    }

    @Test
    void contentsMayHaveToBePartsAndIdsMayHaveToNameTheTool() {
        var opening = new CallOpening("<|tool_calls_section_begin|><|tool_call_begin|>functions.", ":");
        var tools = new ToolTraits(new CallStyle(true, true), true, false, true, opening);
        assertThat(probe("parts")).isEqualTo(new TemplateTraits(true, true, true, true, tools, null));
    }

    @Test
    void templateThatShowsNoUserTextIsRefusedWithItsReason() {
        ChatTemplate broken =
                new JinjaChatTemplate("{{ raise_exception('closed today') }}", Map.of(), Clock.systemUTC());
        assertThatThrownBy(() -> TemplateProbe.probe(broken))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("cannot render a user message")
                .hasMessageContaining("closed today");
    }

    private static TemplateTraits probe(String name) {
        return TemplateProbe.probe(Templates.load(name));
    }
}
