package dev.crema.mlx.model;

/**
 * MLX's affine group quantization of a matrix: each run of {@code groupSize} numbers of a row shares a scale and a bias.
 *
 * @param groupSize numbers per group
 * @param bits bits per number
 */
public record Quantization(int groupSize, int bits) {}
