package dev.crema.mlx.array;

import dev.crema.mlx.binding.Shim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the arrays made while it is the innermost open scope of its thread, and frees them all when it closes. An array
 * leaves by {@link #keep}. Scopes nest like blocks:
 *
 * <pre>{@code
 * try (MlxScope scope = MlxScope.open()) {
 *     MlxArray logits = model.forward(...);
 *     return scope.keep(Ops.argmax(logits, -1));
 * }
 * }</pre>
 */
public final class MlxScope implements AutoCloseable {
    private static final ThreadLocal<@Nullable MlxScope> INNERMOST = new ThreadLocal<>();

    private final Thread owner = Thread.currentThread();
    private final @Nullable MlxScope outer;
    private final List<MlxArray> arrays = new ArrayList<>();
    private boolean closed;

    private MlxScope(@Nullable MlxScope outer) {
        this.outer = outer;
    }

    /** Opens a scope on this thread. */
    public static MlxScope open() {
        MlxScope scope = new MlxScope(INNERMOST.get());
        INNERMOST.set(scope);
        return scope;
    }

    /**
     * The innermost scope of this thread.
     *
     * @throws IllegalStateException if none is open: an array would have no owner
     */
    static MlxScope current() {
        MlxScope scope = INNERMOST.get();
        if (scope == null) {
            throw new IllegalStateException(
                    "no MlxScope is open on thread " + Thread.currentThread().getName());
        }
        return scope;
    }

    MlxArray adopt(long handle) {
        MlxArray array = new MlxArray(handle);
        arrays.add(array);
        return array;
    }

    /**
     * Takes an array out of this scope: the caller owns the returned reference and closes it; the given one is dead.
     */
    public MlxArray keep(MlxArray array) {
        checkUsable();
        return new MlxArray(array.release());
    }

    /** Frees every array that was not kept. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        checkUsable();
        if (INNERMOST.get() != this) {
            throw new IllegalStateException("an inner MlxScope is still open");
        }
        closed = true;
        if (outer == null) {
            INNERMOST.remove();
        } else {
            INNERMOST.set(outer);
        }
        free(arrays);
    }

    /** Frees arrays that were kept, in one call. */
    public static void free(List<MlxArray> arrays) {
        long[] handles = new long[arrays.size()];
        int count = 0;
        for (MlxArray array : arrays) {
            long handle = array.release();
            if (handle != 0) {
                handles[count++] = handle;
            }
        }
        if (count > 0) {
            Shim.crema_free_all(handles, count);
        }
    }

    private void checkUsable() {
        if (closed) {
            throw new IllegalStateException("this MlxScope is closed");
        }
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException("an MlxScope belongs to the thread that opened it, " + owner.getName()
                    + ", not to " + Thread.currentThread().getName());
        }
    }
}
