package dev.crema.proxy.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
                        false,
                        true,
                        true,
                        true,
                        new ToolTraits(USUAL, true, false, true, opening, "\n</tool_call>"),
                        null));
    }

    @Test
    void headersTakeOneCallPerMessageAndLoseTextBesideIt() {
        var opening = new CallOpening("{\"name\": \"", "\"");
        assertThat(probe("headers"))
                .isEqualTo(new TemplateTraits(
                        false, true, true, true, new ToolTraits(USUAL, true, true, false, opening, ""), null));
    }

    @Test
    void strictAlternationRefusesLaterSystemMessagesAndUsersAfterResults() {
        var opening = new CallOpening("[TOOL_CALLS][{\"name\": \"", "\"");
        assertThat(probe("strict"))
                .isEqualTo(new TemplateTraits(
                        false, true, false, false, new ToolTraits(USUAL, false, false, true, opening, null), null));
    }

    @Test
    void twoRolesKnowNoSystem() {
        assertThat(probe("two-roles")).isEqualTo(new TemplateTraits(false, false, false, false, null, null));
    }

    @Test
    void reasoningTemplatesNameTheirMarkers() {
        var opening = new CallOpening("<tool_call>\n{\"name\": \"", "\"");
        assertThat(probe("thinking"))
                .isEqualTo(new TemplateTraits(
                        false,
                        true,
                        false,
                        true,
                        new ToolTraits(USUAL, true, false, true, opening, "\n</tool_call>"),
                        THINK));
    }

    @Test
    void contentsMayHaveToBePartsAndIdsMayHaveToNameTheTool() {
        var opening = new CallOpening("<|tool_calls_section_begin|><|tool_call_begin|>functions.", ":");
        var tools = new ToolTraits(
                new CallStyle(true, true), true, false, true, opening, "<|tool_call_end|><|tool_calls_section_end|>");
        assertThat(probe("parts")).isEqualTo(new TemplateTraits(true, true, true, true, tools, null));
    }

    @Test
    void systemPromptThatMovesToTheLastQuestionCountsAsNone() {
        assertThat(probeSource("""
                        {%- for message in messages if message.role != 'system' %}
                            {%- if loop.last and messages[0].role == 'system' %}{{ messages[0].content }}{% endif %}
                            {{- message.role + message.content }}
                        {%- endfor %}""")).extracting(TemplateTraits::leadingSystem).isEqualTo(false);
    }

    @Test
    void openingHoldsNoHalfMarkers() {
        var traits = probeSource("""
                {{- tools | tojson }}
                {%- for message in messages %}
                    {{- message.role + '|' }}
                    {%- if message.role == 'assistant' %}
                        {{- '<|tools|><|name|>' if message.tool_calls else '<|text|>' }}
                    {%- endif %}
                    {{- message.content }}
                    {%- for call in message.tool_calls or [] %}
                        {{- call.function.name + '<|arguments|>' + call.function.arguments | tojson }}
                    {%- endfor %}
                {%- endfor %}
                {%- if add_generation_prompt %}{{ 'assistant|<|text|>' }}{% endif %}""");
        assertThat(traits.tools().opening()).isEqualTo(new CallOpening("<|tools|><|name|>", ""));
    }

    @Test
    void templateThatShowsNoUserTextIsRefusedWithItsReason() {
        assertThatThrownBy(() -> probeSource("{{ raise_exception('closed today') }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("cannot render a user message")
                .hasMessageContaining("closed today");
    }

    private static TemplateTraits probeSource(String source) {
        return TemplateProbe.probe(new JinjaChatTemplate(source, Map.of(), Clock.systemUTC()));
    }

    private static TemplateTraits probe(String name) {
        return TemplateProbe.probe(Templates.load(name));
    }
}
