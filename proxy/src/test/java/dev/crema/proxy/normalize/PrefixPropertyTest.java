package dev.crema.proxy.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.anthropic.AnthropicDecoder;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.ToolSpec;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same conversation, whatever the agent did to break it, is a prefix of its next turn. */
class PrefixPropertyTest {
    private static final int SEEDS = 200;
    private static final int TURNS = 12;

    private static ChatRequest turn(AgentSession session, Normalizer normalizer) {
        return normalizer.apply(AnthropicDecoder.messages(session.nextRequest(), ClientInfo.UNKNOWN));
    }

    private static List<ToolSpec> head(ChatRequest request) {
        return request.tools().stream().filter(tool -> !tool.deferred()).toList();
    }

    private static boolean extended(ChatRequest turn, ChatRequest next) {
        return next.messages().size() > turn.messages().size()
                && next.messages().subList(0, turn.messages().size()).equals(turn.messages())
                && head(next).equals(head(turn));
    }

    @Test
    void everyTurnIsAPrefixOfTheNext() {
        Normalizer normalizer = new Normalizer();
        for (int seed = 0; seed < SEEDS; seed++) {
            AgentSession session = new AgentSession(seed);
            ChatRequest turn = turn(session, normalizer);
            for (int i = 1; i < TURNS; i++) {
                ChatRequest next = turn(session, normalizer);
                assertThat(next.messages())
                        .as("seed %d, turn %d", seed, i)
                        .hasSizeGreaterThan(turn.messages().size())
                        .startsWith(turn.messages().toArray(Message[]::new));
                assertThat(head(next)).isEqualTo(head(turn));
                turn = next;
            }
        }
    }

    @Test
    void normalisingTwiceChangesNothing() {
        Normalizer normalizer = new Normalizer();
        for (int seed = 0; seed < SEEDS; seed++) {
            AgentSession session = new AgentSession(seed);
            for (int i = 0; i < TURNS; i++) {
                ChatRequest once = turn(session, normalizer);
                assertThat(normalizer.apply(once)).isEqualTo(once);
            }
        }
    }

    @Test
    void theSessionsWouldBreakWithoutTheRules() {
        for (Set<String> disabled : List.of(Set.copyOf(Normalizer.names()), Set.of("strip-billing-header"))) {
            Normalizer normalizer = new Normalizer(disabled);
            int broken = 0;
            for (int seed = 0; seed < SEEDS; seed++) {
                AgentSession session = new AgentSession(seed);
                broken += extended(turn(session, normalizer), turn(session, normalizer)) ? 0 : 1;
            }
            assertThat(broken).as("%s", disabled).isGreaterThan(SEEDS / 2);
        }
    }
}
