package dev.crema.proxy.chat;

/** Who speaks. Tool results are parts of user messages. */
public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
}
