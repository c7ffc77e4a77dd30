/**
 * The models in Crema's own folder and what they are. Reads the disk at each call and keeps nothing. Safe from any thread.
 */
@NullMarked
package dev.crema.mlx.hub.library;

import org.jspecify.annotations.NullMarked;
