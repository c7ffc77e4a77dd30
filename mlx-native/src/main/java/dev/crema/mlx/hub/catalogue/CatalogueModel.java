package dev.crema.mlx.hub.catalogue;

import dev.crema.mlx.hub.RepoId;

/**
 * A well-known model on the hub.
 *
 * @param repo where it is
 * @param family its {@code model_type}
 * @param parameters numbers it has
 * @param bits bits of each; 16 for bfloat16
 * @param groupSize numbers that share a scale and a bias of 16 bits each; 0: not quantized
 * @param contextLength longest conversation it was made for, in tokens
 * @param layers its layers
 * @param kvHeads key and value heads per layer
 * @param headDim numbers per head
 * @param note what it is good for, as a phrase
 */
public record CatalogueModel(
        RepoId repo,
        String family,
        long parameters,
        int bits,
        int groupSize,
        int contextLength,
        int layers,
        int kvHeads,
        int headDim,
        String note) {
    /** About what its weights take, on disk and in memory: parameters times bits, scales and biases included. */
    public long bytes() {
        double bitsPerParameter = groupSize == 0 ? bits : bits + 32.0 / groupSize;
        return Math.round(parameters * bitsPerParameter / 8);
    }

    /** What keys and values of one token take, at 16 bits a number. */
    public long kvBytesPerToken() {
        return 2L * 2 * layers * kvHeads * headDim;
    }

    /** The repository's name without its owner, which becomes the id of the model on disk. */
    public String name() {
        return repo.name();
    }

    /** How its numbers are held, in words. */
    public String format() {
        return groupSize == 0 ? "bfloat16" : bits + "-bit, groups of " + groupSize;
    }
}
