/**
 * The icon in the menu bar. {@link dev.crema.app.tray.TrayMenu} says what is there, in plain Java; a
 * {@link dev.crema.app.tray.TrayBackend} shows it. Backends are called by one thread at a time and call back on threads of
 * their own.
 */
@NullMarked
package dev.crema.app.tray;

import org.jspecify.annotations.NullMarked;
