/**
 * A conversation with the running model, through the proxy as any client has it. The JavaFX thread owns the conversation; a virtual
 * thread "crema-chat" for each answer writes into its {@code LiveAnswer}.
 */
@NullMarked
package dev.crema.app.dashboard.chat;

import org.jspecify.annotations.NullMarked;
