package dev.crema.mlx.kv;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import java.util.List;

/**
 * Keys and values of a run of tokens, copied out of a sequence. Owns its arrays.
 *
 * @param keys [layers, kv heads, tokens, head dim]
 * @param values as keys
 */
public record KvBlock(MlxArray keys, MlxArray values) implements AutoCloseable {
    /** Bytes of both. */
    public long bytes() {
        return keys.nbytes() + values.nbytes();
    }

    @Override
    public void close() {
        MlxScope.free(List.of(keys, values));
    }
}
