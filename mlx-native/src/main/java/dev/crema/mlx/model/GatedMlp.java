package dev.crema.mlx.model;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Ops;

/** The feed-forward block of Llama-like models: {@code down(silu(gate x) · up x)}. */
record GatedMlp(Linear gate, Linear up, Linear down) {
    static GatedMlp load(Parameters parameters, ModelConfig config, String path) {
        int hidden = config.hiddenSize();
        int inner = config.json().path("intermediate_size").asInt();
        return new GatedMlp(
                parameters.linear(path + ".gate_proj", inner, hidden),
                parameters.linear(path + ".up_proj", inner, hidden),
                parameters.linear(path + ".down_proj", hidden, inner));
    }

    MlxArray apply(MlxArray x) {
        return down.apply(Ops.swiglu(gate.apply(x), up.apply(x)));
    }
}
