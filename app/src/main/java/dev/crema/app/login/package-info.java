/**
 * Whether the app starts when its user logs in: the file by which each system is told so. Knows no window. Any thread; nobody
 * waits for another, as each call is one look at a file or one replacement of it.
 */
@NullMarked
package dev.crema.app.login;

import org.jspecify.annotations.NullMarked;
