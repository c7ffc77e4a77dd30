/**
 * Well-known models that Crema runs, and which of them suit a machine. A resource of this package and pure functions: nothing
 * here asks the network. Safe from any thread.
 */
@NullMarked
package dev.crema.mlx.hub.catalogue;

import org.jspecify.annotations.NullMarked;
