package dev.crema.mlx.array;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.binding.MlxException;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.binding.Shim;
import dev.crema.mlx.ops.Ops;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MlxScopeTest {
    @BeforeAll
    static void loadMlx() {
        NativeRuntime.load();
    }

    @Test
    void aScopeFreesWhatWasNotKept() {
        long before = Shim.crema_live_handles();
        MlxArray kept;
        try (MlxScope scope = MlxScope.open()) {
            MlxArray a = MlxArray.ofInts(1, 2, 3);
            kept = scope.keep(Ops.add(a, a));
        }
        assertThat(Shim.crema_live_handles()).isEqualTo(before + 1);
        assertThat(kept.toInts()).containsExactly(2, 4, 6);
        kept.close();
        kept.close();
        assertThat(Shim.crema_live_handles()).isEqualTo(before);
    }

    @Test
    void useAfterTheScopeClosedThrows() {
        MlxArray array;
        try (MlxScope scope = MlxScope.open()) {
            array = MlxArray.ofInts(1);
        }
        assertThatThrownBy(array::toInts)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("freed");
    }

    @Test
    void anArrayNeedsAScope() {
        assertThatThrownBy(() -> MlxArray.ofInts(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no MlxScope");
    }

    @Test
    void scopesCloseInnermostFirst() {
        try (MlxScope outer = MlxScope.open()) {
            MlxScope inner = MlxScope.open();
            assertThatThrownBy(outer::close).isInstanceOf(IllegalStateException.class);
            inner.close();
        }
    }

    @Test
    void anotherThreadMayNotClose() throws InterruptedException {
        try (MlxScope scope = MlxScope.open()) {
            Throwable[] thrown = new Throwable[1];
            Thread other = new Thread(() -> {
                try {
                    scope.close();
                } catch (RuntimeException e) {
                    thrown[0] = e;
                }
            });
            other.start();
            other.join();
            assertThat(thrown[0]).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aNativeErrorIsAnExceptionWithTheLibrarysMessage() {
        try (MlxScope scope = MlxScope.open()) {
            MlxArray a = MlxArray.zeros(DType.FLOAT32, 2, 3);
            MlxArray b = MlxArray.zeros(DType.FLOAT32, 4, 5);
            assertThatThrownBy(() -> Ops.matmul(a, b))
                    .isInstanceOf(MlxException.class)
                    .hasMessageContaining("matmul");
            assertThat(Ops.add(a, a).shape()).containsExactly(2, 3);
        }
    }
}
