/**
 * Starting and ending in order, and what the service does now. {@link dev.crema.app.supervise.Shutdown} is entered by the main thread and by the JVM's
 * shutdown hooks.
 */
@NullMarked
package dev.crema.app.supervise;

import org.jspecify.annotations.NullMarked;
