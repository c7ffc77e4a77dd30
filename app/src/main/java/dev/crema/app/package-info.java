/**
 * The way into the process. No JavaFX, AWT or picocli type here; they live in the packages below. Entered by the main
 * thread, once.
 */
@NullMarked
package dev.crema.app;

import org.jspecify.annotations.NullMarked;
