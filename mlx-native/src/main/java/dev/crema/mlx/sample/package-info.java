/**
 * How the next token is chosen: sampling parameters and the samplers that turn logits into token ids.
 */
@NullMarked
package dev.crema.mlx.sample;

import org.jspecify.annotations.NullMarked;
