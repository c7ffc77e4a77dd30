/**
 * A backend that answers at once from a script: for tests of clients, for demonstrations, and to measure what the proxy
 * itself costs. Called on request threads; it has no threads of its own.
 */
@NullMarked
package dev.crema.proxy.backend.lite;

import org.jspecify.annotations.NullMarked;
