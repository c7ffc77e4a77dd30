/** What pages are made of. JavaFX thread only. */
@NullMarked
package dev.crema.app.dashboard.part;

import org.jspecify.annotations.NullMarked;
