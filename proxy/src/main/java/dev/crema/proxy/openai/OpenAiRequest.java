package dev.crema.proxy.openai;

import dev.crema.proxy.chat.ChatRequest;

/**
 * A decoded Chat Completions request.
 *
 * @param stream whether the answer is sent as it grows
 * @param includeUsage whether the stream ends with a chunk of usage numbers
 */
public record OpenAiRequest(ChatRequest chat, boolean stream, boolean includeUsage) {
    /** The same under the server's id for it. */
    public OpenAiRequest withRequestId(String id) {
        return new OpenAiRequest(chat.withClient(chat.client().withRequestId(id)), stream, includeUsage);
    }
}
