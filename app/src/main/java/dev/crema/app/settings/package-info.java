/** Changes of {@code config.json} that a person makes in the app. Any thread. */
@NullMarked
package dev.crema.app.settings;

import org.jspecify.annotations.NullMarked;
