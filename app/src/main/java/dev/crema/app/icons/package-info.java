/** Crema's pictures at run time; they are made by the generator in the repository's icons folder. */
@NullMarked
package dev.crema.app.icons;

import org.jspecify.annotations.NullMarked;
