/**
 * Which model answers a request: pure functions, safe from any thread.
 */
@NullMarked
package dev.crema.proxy.route;

import org.jspecify.annotations.NullMarked;
