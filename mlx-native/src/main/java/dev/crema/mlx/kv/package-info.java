/**
 * KV caches of running sequences and the prefix cache that keeps finished work for the next turn. Engine thread only.
 */
@NullMarked
package dev.crema.mlx.kv;

import org.jspecify.annotations.NullMarked;
