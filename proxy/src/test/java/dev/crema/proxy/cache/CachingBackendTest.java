package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.CacheLevel;
import dev.crema.proxy.chat.CachePolicy;
import dev.crema.proxy.chat.ChatRequest;
import dev.crema.proxy.chat.FinishReason;
import dev.crema.proxy.chat.Message;
import dev.crema.proxy.chat.Role;
import dev.crema.proxy.chat.Sampling;
import dev.crema.proxy.chat.Timings;
import dev.crema.proxy.chat.Usage;
import dev.crema.proxy.config.CacheConfig;
import dev.crema.proxy.observe.Metric;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CachingBackendTest {
    @TempDir
    Path folder;

    private final ScriptedBackend backend = new ScriptedBackend(request -> ScriptedBackend.richContent());
    private CachingBackend caches = CachingBackend.open(backend, Caches.memory(), null);

    @AfterEach
    void close() {
        caches.close();
        assertThat(backend.closed).isTrue();
    }

    @Test
    void aRepeatedRequestGetsTheSameAnswerWithoutGeneration() throws Exception {
        Answer first = Answer.of(caches, Requests.greedy("Hi"));
        Answer second = Answer.of(caches, Requests.greedy("Hi").withModel("alias"));

        assertThat(backend.generations).hasValue(1);
        assertThat(first.level()).isEqualTo(CacheLevel.MISS);
        assertThat(first.usage()).isEqualTo(new Usage(7, 4, 6, 5));
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(second.level()).isEqualTo(CacheLevel.L2);
    }

    @Test
    void aHitIsMarkedAsReadFromTheCache() throws Exception {
        Answer.of(caches, Requests.greedy("Hi"));
        Answer hit = Answer.of(caches, Requests.greedy("Hi").withModel("alias"));

        assertThat(hit.started().usage()).isEqualTo(new Usage(0, 17, 0, 0));
        assertThat(hit.started().model()).isEqualTo("alias");
        assertThat(hit.started().cache()).isEqualTo(hit.report());
        assertThat(hit.usage()).isEqualTo(new Usage(0, 17, 0, 5));
        assertThat(hit.finished().timings()).isEqualTo(Timings.UNKNOWN);
        assertThat(hit.report().firstNanos()).isPositive();
        assertThat(hit.report().footprintBytes()).isBetween(100L, 1000L);
    }

    @Test
    void idsOfToolCallsNeverRepeat() throws Exception {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            Answer answer = Answer.of(caches, Requests.greedy("Hi"));
            assertThat(answer.callIds()).hasSize(2).allMatch(ids::add).allMatch(id -> id.matches("[a-zA-Z0-9_-]+"));
        }
        assertThat(backend.generations).hasValue(1);
    }

    @Test
    void onlyAnswersThatMayBeRepeatedAreShared() throws Exception {
        for (ChatRequest request : List.of(
                Requests.of(Sampling.DEFAULT, List.of(), Message.text(Role.USER, "sampled")),
                Requests.of(Requests.sampling(0.3, null), List.of(), Message.text(Role.USER, "warm")),
                Requests.withPolicy(Requests.greedy("bypass"), CachePolicy.BYPASS),
                Requests.greedy("warm only").withMaxTokens(0),
                Requests.greedy("unknown model").withModel("nobody"),
                Requests.of(
                        new Sampling(0.0, null, null, null, null, null, null, null, List.of(), 2),
                        List.of(),
                        Message.text(Role.USER, "log-probabilities")))) {
            assertThat(generations(request, request)).as("%s", request).isEqualTo(2);
        }
        for (ChatRequest request : List.of(
                Requests.of(Requests.sampling(0.7, 42L), List.of(), Message.text(Role.USER, "seeded")),
                Requests.withPolicy(
                        Requests.of(Sampling.DEFAULT, List.of(), Message.text(Role.USER, "any")), CachePolicy.REUSE))) {
            assertThat(generations(request, request)).as("%s", request).isEqualTo(1);
        }
    }

    @Test
    void sampledAnswersAreRepeatedWhereTheUserWantsThat() throws Exception {
        caches.close();
        CacheConfig.Answers config =
                new CacheConfig.Answers(Caches.MEMORY, Caches.NO_DISK, Caches.NO_REMOTE, Caches.NO_SEMANTIC, true);
        caches = CachingBackend.open(backend, config, null);
        ChatRequest sampled = Requests.of(Sampling.DEFAULT, List.of(), Message.text(Role.USER, "sampled"));

        assertThat(generations(sampled, sampled)).isEqualTo(1);
        ChatRequest bypass = Requests.withPolicy(sampled, CachePolicy.BYPASS);
        assertThat(generations(bypass)).isEqualTo(1);
    }

    @Test
    void answersCutByTheWindowOrRefusedAreNotKept() throws Exception {
        for (FinishReason reason : FinishReason.values()) {
            backend.reason = reason;
            ChatRequest request = Requests.greedy("ends by " + reason);
            boolean kept = reason != FinishReason.CONTEXT_FULL && reason != FinishReason.REFUSAL;

            assertThat(generations(request, request)).as("%s", reason).isEqualTo(kept ? 1 : 2);
        }
    }

    @Test
    void anAnswerSurvivesARestartOnDiskAndMovesUpFromThere() throws Exception {
        caches.close();
        caches = CachingBackend.open(backend, Caches.memoryAndDisk(folder.resolve("cache/answers.db")), null);
        Answer first = Answer.of(caches, Requests.greedy("Hi"));
        caches.close();
        caches = CachingBackend.open(backend, Caches.memoryAndDisk(folder.resolve("cache/answers.db")), null);

        Answer second = Answer.of(caches, Requests.greedy("Hi"));
        Answer third = Answer.of(caches, Requests.greedy("Hi"));

        assertThat(second.level()).isEqualTo(CacheLevel.L3);
        assertThat(third.level()).isEqualTo(CacheLevel.L2);
        assertThat(second.content()).isEqualTo(first.content()).isEqualTo(third.content());
        assertThat(third.report().firstNanos()).isEqualTo(second.report().firstNanos());
    }

    @Test
    void whatIsClearedOrWipedIsGenerated() throws Exception {
        caches.close();
        caches = CachingBackend.open(backend, Caches.memoryAndDisk(folder.resolve("answers.db")), null);
        ChatRequest mine = Requests.from(Requests.greedy("mine"), "me", "project-1");
        ChatRequest yours = Requests.from(Requests.greedy("yours"), "you", "project-2");
        assertThat(generations(mine, yours)).isEqualTo(2);

        caches.clear(CacheLevel.L2);
        assertThat(Answer.of(caches, mine).level()).isEqualTo(CacheLevel.L3);
        assertThat(caches.wipe(AnswerOwner.PROJECT, "project-1")).isEqualTo(1);
        assertThat(Answer.of(caches, yours).level()).isEqualTo(CacheLevel.L3);
        assertThat(generations(mine)).isEqualTo(1);
        assertThat(caches.wipe(AnswerOwner.USER, "you")).isEqualTo(1);
        assertThat(generations(yours)).isEqualTo(1);
        assertThat(caches.wipe(AnswerOwner.MODEL, Requests.MODEL)).isEqualTo(2);
        assertThat(generations(mine, yours)).isEqualTo(2);
        caches.clear(CacheLevel.L2);
        caches.clear(CacheLevel.L3);
        assertThat(generations(mine, yours)).isEqualTo(2);
    }

    @Test
    void theNumbersAddUp() throws Exception {
        Answer.of(caches, Requests.greedy("Hi"));
        Answer.of(caches, Requests.greedy("Hi"));
        Answer.of(caches, Requests.greedy("Ho"));
        Answer.of(caches, Requests.of(Sampling.DEFAULT, List.of(), Message.text(Role.USER, "sampled")));

        AnswerCacheStats stats = caches.snapshot();

        assertThat(stats.asked()).isEqualTo(3);
        assertThat(stats.hits()).isEqualTo(1);
        assertThat(stats.misses()).isEqualTo(2);
        assertThat(stats.stored()).isEqualTo(2);
        assertThat(stats.tier(CacheLevel.L2).hits()).isEqualTo(1);
        assertThat(stats.tier(CacheLevel.L2).entries()).isEqualTo(2);
        assertThat(stats.tier(CacheLevel.L3)).isEqualTo(TierStats.OFF);
        assertThat(caches.metrics().stream().map(Metric::name))
                .contains("crema_answer_cache_misses_total", "crema_answer_cache_l2_hits_total")
                .doesNotHaveDuplicates();
    }

    private int generations(ChatRequest... requests) throws InterruptedException {
        int before = backend.generations.get();
        for (ChatRequest request : requests) {
            Answer.of(caches, request);
        }
        return backend.generations.get() - before;
    }
}
