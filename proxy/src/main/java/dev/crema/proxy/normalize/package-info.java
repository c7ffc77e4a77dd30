/**
 * Cache hygiene: what agents do that breaks prefixes, undone. One rule per file, pure but for what {@code SessionMemory}
 * knows of a conversation; entered by request threads, safe from any.
 */
@NullMarked
package dev.crema.proxy.normalize;

import org.jspecify.annotations.NullMarked;
