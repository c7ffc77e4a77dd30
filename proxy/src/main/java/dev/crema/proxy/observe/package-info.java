/**
 * What the proxy tells about itself: counters, the request log, metrics and health documents. Told by plain calls from
 * request threads, never under a lock, never throwing into the flow; read by whoever asks.
 */
@NullMarked
package dev.crema.proxy.observe;

import org.jspecify.annotations.NullMarked;
