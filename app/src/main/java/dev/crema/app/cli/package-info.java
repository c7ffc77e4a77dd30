/**
 * The command line, and the only place that knows picocli. Commands read options, call the rest of the app and print for
 * people. Entered by the main thread.
 */
@NullMarked
package dev.crema.app.cli;

import org.jspecify.annotations.NullMarked;
