/**
 * The one immutable configuration of a running proxy and where it comes from.
 */
@NullMarked
package dev.crema.proxy.config;

import org.jspecify.annotations.NullMarked;
