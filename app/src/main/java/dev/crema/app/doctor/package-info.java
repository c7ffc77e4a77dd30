/**
 * Looks at the machine and says what it finds. Each check is one class; none changes anything. Entered by the main thread.
 */
@NullMarked
package dev.crema.app.doctor;

import org.jspecify.annotations.NullMarked;
