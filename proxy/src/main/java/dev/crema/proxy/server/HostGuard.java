package dev.crema.proxy.server;

import dev.crema.proxy.chat.ChatException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a web page makes a browser send here. A page of a foreign name that resolves to 127.0.0.1 (DNS rebinding)
 * shows in {@code Host}; a page that posts across origins shows in {@code Origin}. Programs send neither a foreign host nor an
 * origin. Immutable.
 */
final class HostGuard {
    private final String configuredHost;
    private final boolean anyHost;
    private final int port;

    /**
     * A guard for one listening address.
     *
     * @param keyRequired whether clients must present a key; then a server that listens beyond loopback need not know the
     *     names by which others reach it, because a page does not know the key
     */
    HostGuard(String configuredHost, boolean keyRequired, int port) {
        this.configuredHost = unbracketed(configuredHost.toLowerCase(Locale.ROOT));
        this.anyHost = keyRequired && !isLoopback(this.configuredHost);
        this.port = port;
    }

    /**
     * Checks one request's headers.
     *
     * @throws ChatException {@link ChatException.Kind#PERMISSION} if a browser was tricked
     */
    void check(@Nullable String host, @Nullable String origin) {
        if (!anyHost && !isOurs(host)) {
            throw new ChatException(
                    ChatException.Kind.PERMISSION,
                    "This server answers only as localhost:" + port + "; the request's Host header names another.");
        }
        if (origin != null && !isLocal(origin)) {
            throw new ChatException(
                    ChatException.Kind.PERMISSION, "Requests from web pages of other machines are not answered.");
        }
    }

    private boolean isOurs(@Nullable String header) {
        if (header == null) {
            return false;
        }
        URI uri = parse("http://" + header.strip());
        if (uri == null || uri.getHost() == null || uri.getUserInfo() != null) {
            return false;
        }
        String name = unbracketed(uri.getHost().toLowerCase(Locale.ROOT));
        int asked = uri.getPort() < 0 ? 80 : uri.getPort();
        return asked == port && (isLoopback(name) || name.equals(configuredHost));
    }

    private static boolean isLocal(String origin) {
        URI uri = parse(origin.strip());
        return uri != null
                && uri.getHost() != null
                && isLoopback(unbracketed(uri.getHost().toLowerCase(Locale.ROOT)));
    }

    private static @Nullable URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** By its spelling alone: asking a name server is how rebinding works. */
    private static boolean isLoopback(String name) {
        return name.equals("localhost")
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1")
                || name.matches("127(\\.\\d{1,3}){3}");
    }
}
