package dev.crema.mlx.model;

/** What happens to weights when they are loaded. */
public enum Precision {
    /** As stored: quantized matrices stay quantized, floats keep their type. What a GPU wants. */
    STORED,
    /** Floats become float32, quantized matrices stay quantized with float32 scales. */
    FLOAT32,
    /**
     * Everything becomes float32 and dense, laid out for row-times-matrix products. What MLX's CPU backend wants, which
     * has fast kernels for nothing else.
     */
    DENSE_FLOAT32
}
