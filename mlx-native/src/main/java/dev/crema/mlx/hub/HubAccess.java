package dev.crema.mlx.hub;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where a hub is and how one is known there.
 *
 * @param base its address, for example that of a mirror; http or https
 * @param token sent to the base's own host only; null: nobody in particular
 */
public record HubAccess(URI base, @Nullable String token) {
    /** @throws IllegalArgumentException if the address is none of a web server */
    public HubAccess {
        if (base.getHost() == null || !(isScheme(base, "https") || isScheme(base, "http"))) {
            throw new IllegalArgumentException(base + " is no address of a hub; write https://host");
        }
        base = URI.create(base.toString().replaceFirst("/+$", ""));
    }

    /** Where the hub describes a model. */
    URI info(RepoId repo, String revision) {
        return URI.create(base + "/api/models/" + repo + "/revision/" + encoded(revision) + "?blobs=true");
    }

    /** Where the hub has a file. */
    URI file(RepoId repo, String commit, String path) {
        String encoded = Arrays.stream(path.split("/")).map(HubAccess::encoded).collect(Collectors.joining("/"));
        return URI.create(base + "/" + repo + "/resolve/" + commit + "/" + encoded);
    }

    /** The page for people, where licences are accepted. */
    public URI page(RepoId repo) {
        return URI.create(base + "/" + repo);
    }

    /** Whether an address is on the hub's own host, rather than one it redirects to. */
    boolean owns(URI uri) {
        return Objects.equals(scheme(uri), scheme(base))
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && port(uri) == port(base);
    }

    /** The token stays out of logs. */
    @Override
    public String toString() {
        return "HubAccess[base=" + base + ", token=" + (token == null ? "none" : "***") + "]";
    }

    static boolean isScheme(URI uri, String scheme) {
        return scheme.equals(scheme(uri));
    }

    private static String scheme(URI uri) {
        return String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    }

    private static int port(URI uri) {
        return uri.getPort() >= 0 ? uri.getPort() : isScheme(uri, "https") ? 443 : 80;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
