/** What Crema logs, live. */
@NullMarked
package dev.crema.app.dashboard.log;

import org.jspecify.annotations.NullMarked;
