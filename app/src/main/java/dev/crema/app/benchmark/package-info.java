/**
 * An agent's session, replayed against a running proxy with the caches at work and without, and what was measured. Knows no
 * window and no console. The caller's thread does all of it and waits for the network; an interrupt ends it.
 */
@NullMarked
package dev.crema.app.benchmark;

import org.jspecify.annotations.NullMarked;
