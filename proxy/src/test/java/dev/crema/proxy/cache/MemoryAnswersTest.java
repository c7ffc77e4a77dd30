package dev.crema.proxy.cache;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.config.CacheConfig;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class MemoryAnswersTest {
    private static final Origin NOBODY = new Origin("m", "", "", 0);

    @Test
    void neitherLimitIsEverExceeded() {
        Random random = new Random(1);
        for (int[] limit : new int[][] {{1_000_000, 64}, {100_000, 1024}, {20_000, 64}}) {
            MemoryAnswers answers =
                    new MemoryAnswers(new CacheConfig.Memory(true, limit[0], limit[1], Duration.ofHours(1)));
            long most = 0;
            for (int i = 0; i < 5_000; i++) {
                int size = random.nextInt(20) == 0 ? random.nextInt(limit[0] + 10_000) : random.nextInt(2_000);
                answers.store(key(i), NOBODY, new byte[size]);
                answers.find(key(random.nextInt(i + 1)));
                TierStats stats = answers.stats();
                assertThat(stats.bytes()).isBetween(0L, (long) limit[0]);
                assertThat(stats.entries()).isLessThanOrEqualTo(limit[1]);
                most = Math.max(most, stats.entries());
            }
            assertThat(most).isGreaterThan(10);
            answers.clear();
            assertThat(answers.stats().bytes()).isZero();
            assertThat(answers.stats().entries()).isZero();
        }
    }

    @Test
    void smallAnswersFillAllPlaces() {
        MemoryAnswers answers = new MemoryAnswers(new CacheConfig.Memory(true, 128 << 20, 256, Duration.ofHours(1)));
        for (int i = 0; i < 10_000; i++) {
            answers.store(key(i), NOBODY, new byte[100]);
        }

        assertThat(answers.stats().entries()).isEqualTo(256);
        assertThat(answers.stats().evictions()).isEqualTo(10_000 - 256);
    }

    @Test
    void answersGrowOld() {
        AtomicLong now = new AtomicLong();
        MemoryAnswers answers =
                new MemoryAnswers(new CacheConfig.Memory(true, 1 << 20, 64, Duration.ofHours(1)), now::get);
        answers.store(key(1), NOBODY, new byte[] {1});

        now.set(Duration.ofMinutes(59).toNanos());
        assertThat(answers.find(key(1))).containsExactly(1);
        now.set(Duration.ofMinutes(61).toNanos());
        assertThat(answers.find(key(1))).isNull();
        assertThat(answers.stats().bytes()).isZero();
    }

    static RequestKey key(int number) {
        return RequestKey.ofBytes(Checksums.of(Checksums.bytes(number)));
    }
}
