/**
 * What windows and menus show of the running service, taken once a second by one thread, "crema-pulse", for all of them. Knows
 * no window.
 */
@NullMarked
package dev.crema.app.live;

import org.jspecify.annotations.NullMarked;
