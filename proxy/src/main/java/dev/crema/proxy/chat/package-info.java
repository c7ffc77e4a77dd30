/**
 * The canonical language between wire formats and backends: immutable values, safe from any thread. Knows no HTTP.
 */
@NullMarked
package dev.crema.proxy.chat;

import org.jspecify.annotations.NullMarked;
