/**
 * Looks at the machine and says what it finds and how to mend it. Each check is one class; none changes anything. Entered by
 * one thread at a time: the command's, or a window's background thread.
 */
@NullMarked
package dev.crema.app.doctor;

import org.jspecify.annotations.NullMarked;
