package dev.crema.app.doctor;

import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import java.nio.file.Path;
import java.util.Map;

/** Configurations as users write them. */
final class Configs {
    private Configs() {}

    /** Of a home folder, with environment variables. */
    static Config of(Path home, Map<String, String> environment) {
        return ConfigLoader.load(home, environment, Map.of()).config();
    }
}
