/**
 * OpenAI Chat Completions: from the request body to the canonical language, and from canonical events to chunks or a
 * whole answer; embeddings, error and model documents. Knows no HTTP server. Entered by request threads; encoders and collectors
 * belong to one answer, everything else is stateless.
 */
@NullMarked
package dev.crema.proxy.openai;

import org.jspecify.annotations.NullMarked;
