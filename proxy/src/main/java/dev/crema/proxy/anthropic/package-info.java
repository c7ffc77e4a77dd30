/**
 * Anthropic's Messages protocol: bodies to canonical requests, canonical events to streams and whole answers, errors and
 * the model list. Knows no HTTP server. Entered by request threads; encoders and collectors belong to one of them, the
 * rest is stateless.
 */
@NullMarked
package dev.crema.proxy.anthropic;

import org.jspecify.annotations.NullMarked;
