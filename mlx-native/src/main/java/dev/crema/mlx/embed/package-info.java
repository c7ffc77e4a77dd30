/**
 * Embedding models: text to a vector of length 1, so that the dot product of two is their similarity. Knows no generation and
 * no caches. {@link dev.crema.mlx.embed.EmbeddingEngine} is called from any thread; the encoder and its arrays belong to its
 * own one, "crema-embedder".
 */
@NullMarked
package dev.crema.mlx.embed;

import org.jspecify.annotations.NullMarked;
