/**
 * Cache hygiene: what agents do that breaks prefixes, undone. One pure rule per file; entered by request threads, safe from
 * any.
 */
@NullMarked
package dev.crema.proxy.normalize;

import org.jspecify.annotations.NullMarked;
