/**
 * Native arrays and who owns them. Entered by the engine thread only, except {@link dev.crema.mlx.array.DType},
 * which is a plain value.
 */
@NullMarked
package dev.crema.mlx.array;

import org.jspecify.annotations.NullMarked;
