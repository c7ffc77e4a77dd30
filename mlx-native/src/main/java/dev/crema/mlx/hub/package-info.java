/**
 * Fetches models from a hub that speaks Hugging Face's protocol: resumed at the byte, checked against the hub's checksums, and
 * put in place as a whole. Asks the network only when a method here is called. {@link dev.crema.mlx.hub.Downloads} and {@link
 * dev.crema.mlx.hub.Pull} may be entered by any thread; each running pull has virtual threads of its own.
 */
@NullMarked
package dev.crema.mlx.hub;

import org.jspecify.annotations.NullMarked;
