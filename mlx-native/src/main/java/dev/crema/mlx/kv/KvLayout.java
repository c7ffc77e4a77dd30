package dev.crema.mlx.kv;

import dev.crema.mlx.array.DType;

/**
 * The shape of one model's keys and values.
 *
 * @param layers layers that attend
 * @param kvHeads key and value heads per layer
 * @param headDim numbers per head
 * @param dtype their type
 */
public record KvLayout(int layers, int kvHeads, int headDim, DType dtype) {
    /** Bytes of keys and values of one token over all layers. */
    public long bytesPerToken() {
        return 2L * layers * kvHeads * headDim * dtype.bytes();
    }
}
