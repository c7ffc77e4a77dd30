package dev.crema.mlx.weights;

import java.util.Set;

/**
 * Named tensors of one model, under Hugging Face / MLX names ({@code model.layers.0.self_attn.q_proj.weight}).
 *
 * <p>A group-quantized matrix is three tensors, as MLX writes them: {@code X.weight} (uint32, packed), {@code X.scales}
 * and {@code X.biases}. A GGUF source presents its blocks in that form, so that model code knows one layout.
 */
public interface WeightSource extends AutoCloseable {
    /** All tensor names. */
    Set<String> names();

    /**
     * The tensor of that name. Converting sources do their work here, so callers ask once per tensor and in any order.
     *
     * @throws ModelFormatException if there is no such tensor or its bytes are unusable
     */
    HostTensor tensor(String name);

    /** Unmaps the files; tensors handed out must not be read afterwards. */
    @Override
    void close();
}
