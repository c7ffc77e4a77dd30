/**
 * The app as a whole: service, tray and window put together. Entered by the main thread; then the JavaFX thread, the tray's
 * and the service's meet here, and nothing but messages passes between them.
 */
@NullMarked
package dev.crema.app.desktop;

import org.jspecify.annotations.NullMarked;
