package dev.crema.mlx.hub;

/**
 * A file of a model on a hub.
 *
 * @param path relative to the repository, with slashes
 * @param bytes its length
 * @param checksum what its content hashes to
 */
public record HubFile(String path, long bytes, Checksum checksum) {}
