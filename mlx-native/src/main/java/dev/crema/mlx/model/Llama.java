package dev.crema.mlx.model;

import dev.crema.mlx.weights.ModelFormatException;

/** Llama and what shares its architecture: SmolLM2, Yi, Mistral 7B and others whose config says llama or mistral. */
final class Llama {
    private Llama() {}

    static LanguageModel load(ModelConfig config, Parameters parameters) {
        for (var type : config.json().path("layer_types")) {
            if (!type.asText().equals("full_attention")) {
                throw new ModelFormatException("The model has layers of the type " + type.asText()
                        + ", which Crema cannot compute yet; it knows full_attention.");
            }
        }
        return new DenseDecoder(
                config,
                parameters,
                RopeVariants.of(config, config.ropeTheta(10_000), parameters),
                false,
                config.tiedEmbeddings(true));
    }
}
