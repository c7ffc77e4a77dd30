/** Small files of text that are replaced as a whole. Knows nothing of what is in them. Any thread. */
@NullMarked
package dev.crema.app.files;

import org.jspecify.annotations.NullMarked;
