/**
 * The benchmark's page. The JavaFX thread owns all of it; a virtual thread "crema-benchmark" runs a benchmark, and another,
 * "crema-benchmark-save", writes the file.
 */
@NullMarked
package dev.crema.app.dashboard.benchmark;

import org.jspecify.annotations.NullMarked;
