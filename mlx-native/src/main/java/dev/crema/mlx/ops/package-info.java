/**
 * Tensor operations as Java methods. Each returns a new, unevaluated array owned by the innermost open
 * {@link dev.crema.mlx.array.MlxScope}. Engine thread only.
 */
@NullMarked
package dev.crema.mlx.ops;

import org.jspecify.annotations.NullMarked;
