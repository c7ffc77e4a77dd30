/**
 * HTTP pieces both protocols share: the SSE writer, encoders' contracts, error bodies. Each object belongs to one
 * request thread.
 */
@NullMarked
package dev.crema.proxy.http;

import org.jspecify.annotations.NullMarked;
