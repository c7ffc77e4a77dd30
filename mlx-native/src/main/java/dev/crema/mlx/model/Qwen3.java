package dev.crema.mlx.model;

/** Qwen3, dense: Llama's layers with RMS norms on queries and keys. */
final class Qwen3 {
    private Qwen3() {}

    static LanguageModel load(ModelConfig config, Parameters parameters) {
        return new DenseDecoder(
                config,
                parameters,
                RopeVariants.of(config, config.ropeTheta(1_000_000), parameters),
                true,
                config.tiedEmbeddings(false));
    }
}
