/**
 * Text to token ids and back: the tokenizer, the streaming detokenizer and the chat template. Safe from any thread
 * unless a type says otherwise.
 */
@NullMarked
package dev.crema.mlx.tokenizer;

import org.jspecify.annotations.NullMarked;
