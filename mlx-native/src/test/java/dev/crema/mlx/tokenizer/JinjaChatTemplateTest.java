package dev.crema.mlx.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JinjaChatTemplateTest {
    private static final List<Map<String, Object>> HELLO = List.of(Map.of("role", "user", "content", "Hello"));

    private static JinjaChatTemplate template(String source) {
        return new JinjaChatTemplate(source, Map.of("bos_token", "<s>"), Golden.CLOCK);
    }

    private static String render(String source) {
        return template(source).render(HELLO, null, true, Map.of());
    }

    @Test
    void knowsWhatTransformersPasses() {
        assertThat(
                        render(
                                "{{ bos_token }}{{ messages[0].content }}{{ tools }}{{ documents }}{{ add_generation_prompt }}"))
                .isEqualTo("<s>HelloNoneNoneTrue");
        assertThat(template("{{ bos_token }}").render(HELLO, null, false, Map.of("bos_token", "other")))
                .isEqualTo("other");
        assertThat(template("{{ x }}").source()).isEqualTo("{{ x }}");
    }

    @Test
    void reasoningIsFoundUnderEveryName() {
        for (String name : List.of("reasoning_content", "thinking", "reasoning")) {
            List<Map<String, Object>> messages = List.of(Map.of("role", "assistant", "content", "A", name, "why"));
            assertThat(template("{{ messages[0].reasoning_content }}/{{ messages[0].thinking }}")
                            .render(messages, null, false, Map.of()))
                    .isEqualTo("why/why");
        }
    }

    @Test
    void theCallersMapsStayAsTheyWere() {
        Map<String, Object> message = new HashMap<>(Map.of("role", "user", "content", "x", "thinking", "t"));
        template("{% set messages = [] %}").render(List.of(message), null, true, Map.of());
        assertThat(message).isEqualTo(Map.of("role", "user", "content", "x", "thinking", "t"));
    }

    @Test
    void numbersOfEveryJavaTypeArePythonNumbers() {
        Map<String, Object> numbers = Map.of("i", 1, "l", 2L, "s", (short) 3, "f", 0.1f, "d", 1e22);
        assertThat(template("{{ i + l + s }} {{ f }} {{ d }} {{ i is integer }} {{ f is float }}")
                        .render(HELLO, null, true, numbers))
                .isEqualTo("6 0.1 1e+22 True True");
    }

    @Test
    void raisedErrorsAreTheTemplatesOwnWords() {
        assertThatThrownBy(() -> render("\n{{ raise_exception('No ' ~ messages[0].role) }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessage("No user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '`', textBlock = """
            `a\n{% if x %}`; line 2; `expected {% endif %}, found the end of the template`
            `a\n\n{{ x y }}`; line 3; `expected '}}', found 'y'`
            `{{ 'open }}`; line 1; `a string is never closed`
            `{# open`; line 1; `a comment is never closed`
            `\n{% include 'other' %}`; line 2; `a chat template stands alone`
            `{% for x in y recursive %}`; line 1; `recursive loops are not supported`
            `{% frobnicate %}`; line 1; `unknown tag 'frobnicate'`
            `\n\n{{ missing.x }}`; line 3; `'missing' is undefined`
            `{{\n\n messages[0].nope.x }}`; line 3; `'dict object' has no attribute 'nope'`
            `{% if true %}\n{{ 1 | nofilter }}{% endif %}`; line 2; `no filter named 'nofilter'`
            `\n{{ messages.append(1) }}`; line 2; `is unsafe`
            `{% macro m() %}\n{{ m() }}{% endmacro %}{{ m() }}`; line 2; `nested too deeply`
            `{{ 'x' * 1000000000 }}`; line 1; `too large`
            `{{ 9 ** 999999999 }}`; line 1; `too large`
            """)
    void errorsNameTheLineAndWhatWasNotUnderstood(String source, String line, String words) {
        String unescaped = source.replace("\\n", "\n");
        assertThatThrownBy(() -> render(unescaped))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining(line + ":")
                .hasMessageContaining(words);
    }

    @Test
    void deepNestingIsRefusedNotAStackOverflow() {
        assertThatThrownBy(() -> render("{{ " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " }}"))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("nested too deeply");
    }

    @Test
    void oneTemplateServesManyThreads() throws Exception {
        var template = template(
                "{% set ns = namespace(n=0) %}{% for m in messages %}{% set ns.n = ns.n + m.content | length %}"
                        + "{{ m.content }}{% endfor %}={{ ns.n }}");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> results = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                String content = "x".repeat(i);
                results.add(threads.submit(() ->
                        template.render(List.of(Map.of("role", "user", "content", content)), null, true, Map.of())));
            }
            for (int i = 0; i < results.size(); i++) {
                assertThat(results.get(i).get()).isEqualTo("x".repeat(i) + "=" + i);
            }
        }
    }

    @Test
    void strftimeFollowsTheClocksZone() {
        var clock = Clock.fixed(Golden.CLOCK.instant(), java.time.ZoneId.of("Asia/Tokyo"));
        assertThat(new JinjaChatTemplate("{{ strftime_now('%d %b %Y %H:%M') }}", Map.of(), clock)
                        .render(HELLO, null, true, Map.of()))
                .isEqualTo("05 Mar 2026 23:07");
    }
}
