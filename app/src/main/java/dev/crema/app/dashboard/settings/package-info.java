/**
 * The page of settings. Files are read and written on virtual threads; everything else is the JavaFX thread's.
 */
@NullMarked
package dev.crema.app.dashboard.settings;

import org.jspecify.annotations.NullMarked;
