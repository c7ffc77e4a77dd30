/**
 * Puts the rooms together: which model, which backend, which folders. Nothing here knows of a command line or a window.
 * Entered by the main thread while the process starts.
 */
@NullMarked
package dev.crema.app.wiring;

import org.jspecify.annotations.NullMarked;
