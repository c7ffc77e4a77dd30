/**
 * The history of what the caches did: sums by hour, model, project and client in a SQLite file. Request threads only add
 * to sums in memory; one thread, {@code crema-history}, owns the file, writes the sums behind and answers queries.
 */
@NullMarked
package dev.crema.proxy.observe.history;

import org.jspecify.annotations.NullMarked;
