package dev.crema.proxy.http;

import dev.crema.proxy.chat.ChatEvent;
import dev.crema.proxy.chat.ChatException;
import java.io.IOException;

/** Writes one streamed answer in a client's protocol: a state machine fed with canonical events. One thread. */
public interface StreamEncoder {
    /** Writes what this event means in the protocol; {@link ChatEvent.Progress} writes nothing. */
    void on(ChatEvent event, SseSink sink) throws IOException;

    /** Writes the protocol's keep-alive, valid before and after the start. */
    void keepAlive(SseSink sink) throws IOException;

    /** Writes a failure and ends the stream. */
    void fail(ChatException failure, String requestId, SseSink sink) throws IOException;
}
