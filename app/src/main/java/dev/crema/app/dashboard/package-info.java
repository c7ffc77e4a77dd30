/**
 * The window. One package per page: what a page shows is worked out in plain Java and tested without a display; the page
 * itself only lays it out. Everything here runs on the JavaFX thread, except what says otherwise; nothing here waits.
 */
@NullMarked
package dev.crema.app.dashboard;

import org.jspecify.annotations.NullMarked;
