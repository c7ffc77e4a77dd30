/**
 * Models on this machine, on their way to it and worth fetching. {@code Shelf} reads the disk on virtual threads "crema-models";
 * everything else is the JavaFX thread's. The network is asked only on behalf of a click.
 */
@NullMarked
package dev.crema.app.dashboard.models;

import org.jspecify.annotations.NullMarked;
