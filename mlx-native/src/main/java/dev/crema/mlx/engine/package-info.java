/**
 * The engine's public face: load a model, submit requests, read events. One platform thread, owned by
 * {@link dev.crema.mlx.engine.Engine}, touches arrays and KV; every other thread may submit and cancel.
 */
@NullMarked
package dev.crema.mlx.engine;

import org.jspecify.annotations.NullMarked;
