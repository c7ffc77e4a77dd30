/**
 * The page on which clients are pointed at Crema and back. {@link dev.crema.app.dashboard.clients.ClientDesk} does what takes
 * time, on virtual threads; everything else is the JavaFX thread's.
 */
@NullMarked
package dev.crema.app.dashboard.clients;

import org.jspecify.annotations.NullMarked;
