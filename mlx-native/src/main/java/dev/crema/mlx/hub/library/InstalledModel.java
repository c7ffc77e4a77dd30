package dev.crema.mlx.hub.library;

import java.nio.file.Path;

/**
 * A model found on disk, complete.
 *
 * @param id its file or folder name without extension; with the folders above it where another model has the same name
 * @param path a GGUF file, or a folder with {@code config.json} and safetensors files
 * @param bytes size on disk
 */
public record InstalledModel(String id, Path path, long bytes) {}
