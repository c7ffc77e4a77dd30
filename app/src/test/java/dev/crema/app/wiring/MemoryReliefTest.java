package dev.crema.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.mlx.engine.EngineStats;
import dev.crema.mlx.engine.GenerationEvent;
import dev.crema.mlx.engine.GenerationHandle;
import dev.crema.mlx.engine.GenerationRequest;
import dev.crema.mlx.engine.TextEngine;
import dev.crema.mlx.hardware.MemoryPressure;
import dev.crema.mlx.hardware.PressureLevel;
import dev.crema.mlx.tokenizer.ChatTemplate;
import dev.crema.mlx.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class MemoryReliefTest {
    private final List<Long> limits = new ArrayList<>();

    @Test
    void whenMemoryGetsShortTheCacheShrinksAndInGoodTimesItHasItsBudget() {
        MemoryRelief relief = new MemoryRelief(new LimitedEngine());
        for (PressureLevel level : List.of(PressureLevel.WARN, PressureLevel.CRITICAL, PressureLevel.NORMAL)) {
            relief.accept(new MemoryPressure(level, 5, 100));
        }
        assertThat(limits).containsExactly(500L, 0L, Long.MAX_VALUE);
    }

    private final class LimitedEngine implements TextEngine {
        @Override
        public void limitCache(long bytes) {
            limits.add(bytes);
        }

        @Override
        public String modelId() {
            throw new UnsupportedOperationException();
        }

        @Override
        public String identity() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int contextLength() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tokenizer tokenizer() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChatTemplate chatTemplate() {
            throw new UnsupportedOperationException();
        }

        @Override
        public GenerationHandle generate(GenerationRequest request, Consumer<GenerationEvent> listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void forget(String project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.util.concurrent.CompletionStage<Throwable> death() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void budgetCache(long bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void budgetSsd(long bytes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public EngineStats stats() {
            return new EngineStats(
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    new EngineStats.KvSize(0, 0),
                    new EngineStats.CacheStats(0, 1000, 0, 0, 0, 0),
                    null,
                    new EngineStats.TokenStats(0, 0, 0, 0),
                    0,
                    0);
        }

        @Override
        public void close() {}
    }
}
