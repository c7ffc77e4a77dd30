package dev.crema.proxy.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/** Reads the {@code hub} part of the configuration. Used by one thread, once. */
final class HubSettings {
    /** By name only: nothing is looked up in the network for a setting. */
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private static final String NO_HUB = "is no address of a hub; write https://host";

    private final ConfigLoader loader;

    HubSettings(ConfigLoader loader) {
        this.loader = loader;
    }

    HubConfig build(HubConfig defaults) {
        URI url = loader.value(Setting.HUB_URL, defaults.url(), HubSettings::url);
        String token = loader.optional(Setting.HUB_TOKEN, ConfigLoader::apiKey);
        if (token != null && url.getScheme().equals("http") && !THIS_MACHINE.contains(url.getHost())) {
            loader.problem(
                    Setting.HUB_URL, "would make " + Setting.HUB_TOKEN.key() + " travel unencrypted; write https");
        }
        return new HubConfig(url, token);
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text);
            if (Set.of("https", "http").contains(String.valueOf(url.getScheme()))
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getQuery() == null
                    && url.getFragment() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(NO_HUB, e);
        }
        throw new IllegalArgumentException(NO_HUB);
    }
}
