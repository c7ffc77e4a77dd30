/** The last requests: who asked, what was reused, what it took, and why a turn missed. */
@NullMarked
package dev.crema.app.dashboard.requests;

import org.jspecify.annotations.NullMarked;
