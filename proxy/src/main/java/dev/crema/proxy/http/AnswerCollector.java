package dev.crema.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatEvent;

/** Gathers one answer's events into the protocol's whole (not streamed) response body. One thread. */
public interface AnswerCollector {
    /** Takes the next event. */
    void on(ChatEvent event);

    /** The response body; called once, after {@link ChatEvent.Finished}. */
    ObjectNode body();
}
