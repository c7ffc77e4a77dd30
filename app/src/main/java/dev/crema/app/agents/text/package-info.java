/**
 * Settings files as their users wrote them, in JSON with comments and in TOML: finds where a value stands and changes that
 * place only, so that comments, blanks, order and line ends survive. Knows no client and no file system. All types are
 * immutable; any thread.
 */
@NullMarked
package dev.crema.app.agents.text;

import org.jspecify.annotations.NullMarked;
