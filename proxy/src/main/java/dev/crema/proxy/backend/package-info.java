/**
 * What answers a canonical request. Called on request threads (virtual).
 */
@NullMarked
package dev.crema.proxy.backend;

import org.jspecify.annotations.NullMarked;
