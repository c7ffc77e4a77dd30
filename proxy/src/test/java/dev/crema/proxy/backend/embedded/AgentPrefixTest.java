package dev.crema.proxy.backend.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.anthropic.AnthropicDecoder;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.normalize.AgentSession;
import dev.crema.proxy.normalize.AgentSession.Habit;
import dev.crema.proxy.normalize.Normalizer;
import dev.crema.proxy.toolcall.SampledAnswers;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent sends with all its habits is rendered so that each prompt is the start of the next. */
class AgentPrefixTest {
    private static final int SEEDS = 15;
    private static final int TURNS = 8;
    private static final List<String> FORGETFUL = List.of("thinking", "chatml-thinking", "observations");

    private static Stream<String> templates() {
        return Stream.concat(Templates.ALL.stream(), Templates.OF_REAL_MODELS.stream());
    }

    /** Templates that forget reasoning at the next question are asked one question only. */
    @ParameterizedTest
    @MethodSource("templates")
    void everyPromptIsTheStartOfTheNext(String template) {
        assertThat(broken(template, Set.of())).isZero();
    }

    @ParameterizedTest
    @MethodSource("templates")
    void withoutTheRulesNoneIs(String template) {
        assertThat(broken(template, Set.copyOf(Normalizer.names()))).isEqualTo(SEEDS);
    }

    private static int broken(String template, Set<String> disabled) {
        PromptRenderer renderer =
                new PromptRenderer(Templates.load(template), new PieceTokenizer(), SampledAnswers.none());
        Normalizer normalizer = new Normalizer(disabled);
        int broken = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            AgentSession session = new AgentSession(seed, EnumSet.allOf(Habit.class), FORGETFUL.contains(template));
            String before = "";
            boolean extended = true;
            for (int i = 0; i < TURNS; i++) {
                ChatRequest sent = AnthropicDecoder.messages(session.nextRequest(), ClientInfo.UNKNOWN);
                String prompt = renderer.render(normalizer.apply(sent)).text();
                extended &= prompt.startsWith(before);
                before = prompt;
            }
            broken += extended ? 0 : 1;
        }
        return broken;
    }
}
