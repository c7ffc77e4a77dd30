/**
 * Model architectures: one file each, built from shared blocks (linear layers, attention, MLP, RoPE variants), found by
 * {@code model_type}. A forward pass takes rows of tokens and the {@link dev.crema.mlx.kv.Batch} they belong to. Engine
 * thread only, except {@link dev.crema.mlx.model.ModelConfig}.
 */
@NullMarked
package dev.crema.mlx.model;

import org.jspecify.annotations.NullMarked;
