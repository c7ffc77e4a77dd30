/**
 * From the text a local model writes to tool calls: one incremental parser per format. A parser belongs to one answer.
 */
@NullMarked
package dev.crema.proxy.toolcall;

import org.jspecify.annotations.NullMarked;
