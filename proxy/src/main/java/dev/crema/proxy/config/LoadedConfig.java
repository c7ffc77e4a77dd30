package dev.crema.proxy.config;

import java.util.List;

/**
 * A valid configuration and what the user should hear about it.
 *
 * @param warnings harmless oddities, for example unknown keys in the file; each names its place
 */
public record LoadedConfig(Config config, List<String> warnings) {
    /** Copies the warnings. */
    public LoadedConfig {
        warnings = List.copyOf(warnings);
    }
}
