package dev.crema.proxy.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.anthropic.AnthropicDecoder;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.ClientInfo;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.ToolSpec;
import dev.crema.proxy.normalize.AgentSession.Habit;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same conversation, whatever the agent did to break it, is a prefix of its next turn. */
class PrefixPropertyTest {
    private static final int SEEDS = 100;
    private static final int TURNS = 12;

    /** The rule against each habit. */
    private static final Map<Habit, String> RULES = new EnumMap<>(Map.ofEntries(
            Map.entry(Habit.BILLING, "strip-billing-header"),
            Map.entry(Habit.SHAPES, "merge-text-shapes"),
            Map.entry(Habit.EMPTY_TEXTS, "drop-empty-parts"),
            Map.entry(Habit.SIGNATURES, "strip-thinking-signatures"),
            Map.entry(Habit.REDACTED, "drop-redacted-thinking"),
            Map.entry(Habit.TOOL_ORDER, "sort-tools"),
            Map.entry(Habit.DATES, "move-dates"),
            Map.entry(Habit.GIT, "move-git-status"),
            Map.entry(Habit.HEAD_BUDGET, "move-token-budgets"),
            Map.entry(Habit.TURN_BUDGET, "keep-token-budgets")));

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
    void conversationsAtTheSameTimeDoNotDisturbEachOther() {
        Normalizer normalizer = new Normalizer();
        List<AgentSession> sessions = List.of(new AgentSession(1), new AgentSession(2), new AgentSession(3));
        List<ChatRequest> turns =
                sessions.stream().map(session -> turn(session, normalizer)).toList();
        for (int i = 1; i < TURNS; i++) {
            List<ChatRequest> next =
                    sessions.stream().map(session -> turn(session, normalizer)).toList();
            for (int s = 0; s < sessions.size(); s++) {
                assertThat(extended(turns.get(s), next.get(s))).isTrue();
            }
            turns = next;
        }
    }

    @Test
    void withoutASessionNormalisingTwiceChangesNothing() {
        Normalizer normalizer = new Normalizer();
        for (int seed = 0; seed < SEEDS; seed++) {
            AgentSession session = new AgentSession(seed);
            for (int i = 0; i < TURNS; i++) {
                ChatRequest sent = AnthropicDecoder.messages(session.nextRequest(), ClientInfo.UNKNOWN);
                ChatRequest once = normalizer.apply(sent.withClient(ClientInfo.UNKNOWN));
                assertThat(normalizer.apply(once)).isEqualTo(once);
            }
        }
    }

    /** Found tools are missing here: without expand-tool-references their definitions are lost, but nothing moves. */
    @ParameterizedTest
    @EnumSource(names = "FOUND_TOOLS", mode = EnumSource.Mode.EXCLUDE)
    void eachHabitBreaksConversationsWithoutItsRule(Habit habit) {
        String rule = RULES.get(habit);
        assertThat(rule).isNotNull();
        assertThat(broken(EnumSet.of(habit), Set.of())).isZero();
        assertThat(broken(EnumSet.of(habit), Set.of(rule))).isGreaterThan(SEEDS / 2);
    }

    /** Conversations of six turns in which some turn does not extend the one before. */
    private static int broken(Set<Habit> habits, Set<String> disabled) {
        Normalizer normalizer = new Normalizer(disabled);
        int broken = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            AgentSession session = new AgentSession(seed, habits, false);
            boolean extended = true;
            ChatRequest turn = turn(session, normalizer);
            for (int i = 0; i < 5; i++) {
                ChatRequest next = turn(session, normalizer);
                extended &= extended(turn, next);
                turn = next;
            }
            broken += extended ? 0 : 1;
        }
        return broken;
    }

    @Test
    void daysAndCommitsDoNotMoveTheHead() {
        for (boolean sessions : List.of(true, false)) {
            AgentSession session = new AgentSession(7, EnumSet.of(Habit.DATES, Habit.GIT, Habit.HEAD_BUDGET), false);
            Normalizer normalizer = new Normalizer();
            Message head = null;
            for (int i = 0; i < TURNS; i++) {
                ChatRequest sent = AnthropicDecoder.messages(session.nextRequest(), ClientInfo.UNKNOWN);
                ChatRequest request = normalizer.apply(sessions ? sent : sent.withClient(ClientInfo.UNKNOWN));
                head = head == null ? request.messages().getFirst() : head;
                assertThat(request.messages().getFirst()).isEqualTo(head);
                assertThat(request.toString()).contains("2026-11-", "gitStatus", "tokens left");
            }
        }
    }
}
