/**
 * The SSD tier of the prefix cache: blocks of keys and values as files that survive a restart. Host bytes only: no arrays,
 * no engine. {@link dev.crema.mlx.kv.disk.DiskBlockStore} may be entered by any thread; files are changed by its own thread
 * "crema-kv-writer" alone.
 */
@NullMarked
package dev.crema.mlx.kv.disk;

import org.jspecify.annotations.NullMarked;
