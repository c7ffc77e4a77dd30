/**
 * Points other programs at Crema: which clients there are, what each needs in its settings, the change before it is made,
 * the change itself with a backup, and its undoing. Nothing here knows of a command line or a window. Entered by the main
 * thread of a command and by background threads of the dashboard; a change that races another is refused, so no lock is
 * needed.
 */
@NullMarked
package dev.crema.app.agents;

import org.jspecify.annotations.NullMarked;
