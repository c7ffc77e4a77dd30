/**
 * The machine: its chip and memory, what follows from them for models and caches, and a watch over how much memory is left. Reading
 * is thin and apart from understanding, which is pure. Knows no models and no arrays. Safe from any thread; the watch has
 * one of its own.
 */
@NullMarked
package dev.crema.mlx.hardware;

import org.jspecify.annotations.NullMarked;
