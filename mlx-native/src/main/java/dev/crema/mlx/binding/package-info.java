/**
 * The JNA mirror of the native shim: its functions one to one, how the libraries are found and loaded, and how native
 * errors become exceptions. The only package with JNA types. Everything except loading is entered by one thread, the
 * one that owns the model.
 */
@NullUnmarked
package dev.crema.mlx.binding;

import org.jspecify.annotations.NullUnmarked;
