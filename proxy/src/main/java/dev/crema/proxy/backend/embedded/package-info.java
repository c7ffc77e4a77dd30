/**
 * The backend that answers with a model in this process: a conversation becomes prompt text and token ids, sampled text
 * becomes chat events. Rendering, tokenizing and parsing run on request threads (virtual); the engine thread only adds to
 * a stream's queue. Arrays and KV do not appear here.
 */
@NullMarked
package dev.crema.proxy.backend.embedded;

import org.jspecify.annotations.NullMarked;
