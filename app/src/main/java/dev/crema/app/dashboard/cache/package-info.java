/** What the caches hold, for whom, what they did by day, and how to make them forget. */
@NullMarked
package dev.crema.app.dashboard.cache;

import org.jspecify.annotations.NullMarked;
