package dev.crema.app.wiring;

import java.nio.file.Path;

/**
 * A model found on disk.
 *
 * @param id its file or folder name without extension
 * @param path a GGUF file, or a folder with {@code config.json} and safetensors files
 * @param bytes size on disk
 */
public record InstalledModel(String id, Path path, long bytes) {}
