/**
 * Models on disk: safetensors, GGUF and the folder that ties configuration, weights and tokenizer together.
 * Plain Java on mapped memory; no native arrays here. Safe from any thread;
 * conversions of GGUF blocks are shared with the common pool.
 */
@NullMarked
package dev.crema.mlx.weights;

import org.jspecify.annotations.NullMarked;
