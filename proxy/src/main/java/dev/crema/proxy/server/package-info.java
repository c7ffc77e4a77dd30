/**
 * The HTTP server: routes, guards, limits, and the one loop that carries an answer from a backend to a client. The only
 * package that knows Javalin, Jetty and servlets. Every request has its own virtual thread, which does all of its work.
 */
@NullMarked
package dev.crema.proxy.server;

import org.jspecify.annotations.NullMarked;
