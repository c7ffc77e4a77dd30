package dev.crema.mlx.kv.disk;

/**
 * A block's file.
 *
 * @param name without its folder
 * @param bytes its size
 */
record FileRef(String name, long bytes) {}
