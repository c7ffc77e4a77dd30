package dev.crema.proxy.server;

/** Which protocol a request speaks. Only {@code /v1/models} is a path of both vendors; there the headers tell. */
record Protocols(Protocol anthropic, Protocol openai) {
    Protocol of(String path, Protocol.Fields headers) {
        boolean isAnthropic = path.startsWith("/v1/models")
                ? headers.get("anthropic-version") != null || headers.get("x-api-key") != null
                : path.startsWith("/v1/messages");
        return isAnthropic ? anthropic : openai;
    }
}
