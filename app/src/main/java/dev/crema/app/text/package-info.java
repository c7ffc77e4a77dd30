/** How numbers are written for people, the same in menus, windows and on the console. Stateless; any thread. */
@NullMarked
package dev.crema.app.text;

import org.jspecify.annotations.NullMarked;
