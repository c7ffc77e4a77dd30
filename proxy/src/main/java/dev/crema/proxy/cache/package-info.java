/**
 * Whole answers kept for requests that would be answered alike: in memory (L2), in a database on this machine (L3), on a team's
 * server, and by meaning. One lookup order, one key. Entered by request threads (virtual); each answer under way has one
 * virtual thread, the database and the team's server have a few platform threads of their own, because their libraries block.
 * Nothing here may fail or hold up a request: whatever goes wrong is a miss.
 */
@NullMarked
package dev.crema.proxy.cache;

import org.jspecify.annotations.NullMarked;
