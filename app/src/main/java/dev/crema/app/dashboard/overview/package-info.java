/** The first page: is it running, does it help, what does it take. */
@NullMarked
package dev.crema.app.dashboard.overview;

import org.jspecify.annotations.NullMarked;
