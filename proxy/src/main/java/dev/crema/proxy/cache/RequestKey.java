package dev.crema.proxy.cache;

import dev.crema.proxy.chat.ChatRequest;
import java.util.HexFormat;

/**
 * What an answer is kept under: a SHA-256 of everything the model is told and how it is to answer, nothing else. Equal for
 * two requests that differ only in who asks, in which session, by which of a model's names, and streamed or not.
 *
 * @param hex 64 lower-case digits
 */
record RequestKey(String hex) {
    /**
     * The key of a normalised request.
     *
     * @param identity the model's, see {@link dev.crema.proxy.backend.ModelInfo#identity()}
     */
    static RequestKey of(ChatRequest request, String identity) {
        return ofBytes(CanonicalRequest.digest(request, identity, true));
    }

    /** What requests have in common that differ in their last message's text only. */
    static RequestKey scopeOf(ChatRequest request, String identity) {
        return ofBytes(CanonicalRequest.digest(request, identity, false));
    }

    /** A key from its 32 bytes. */
    static RequestKey ofBytes(byte[] bytes) {
        return new RequestKey(HexFormat.of().formatHex(bytes));
    }

    /** Its 32 bytes. */
    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }
}
