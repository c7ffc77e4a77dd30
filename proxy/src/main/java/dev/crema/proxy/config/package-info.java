/**
 * The one immutable configuration of a running proxy and where it comes from: command line, environment, file,
 * defaults. Loaded once, by the main thread; the values may be read from any.
 */
@NullMarked
package dev.crema.proxy.config;

import org.jspecify.annotations.NullMarked;
