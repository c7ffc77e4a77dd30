/**
 * Remembers what recent conversations began with and computes it again when a model has just been loaded, before anybody
 * asks. Heads are noted by request threads; one thread of its own warms.
 */
@NullMarked
package dev.crema.proxy.prewarm;

import org.jspecify.annotations.NullMarked;
