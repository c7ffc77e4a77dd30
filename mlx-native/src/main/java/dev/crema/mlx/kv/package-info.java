/**
 * KV caches of running sequences, the formats they are held in, and the prefix cache that keeps finished work for the next
 * turn. Engine thread only, except the plain values {@link dev.crema.mlx.kv.KvFormat}, {@link dev.crema.mlx.kv.KvLayout} and
 * {@link dev.crema.mlx.kv.HostPlane}.
 */
@NullMarked
package dev.crema.mlx.kv;

import org.jspecify.annotations.NullMarked;
