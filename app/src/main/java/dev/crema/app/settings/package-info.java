/**
 * What a person sets in the app: every setting with what it means, its value and where that comes from, and changes of
 * {@code config.json}. Knows no window. Any thread.
 */
@NullMarked
package dev.crema.app.settings;

import org.jspecify.annotations.NullMarked;
