package dev.crema.app.wiring;

import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.HubAccess;
import dev.crema.mlx.hub.PullOptions;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.HubConfig;
import java.util.function.Supplier;

/** Opens the way to the hub that a configuration names. */
public final class Hubs {
    private Hubs() {}

    /** Into Crema's own folder of models. Asks nobody yet. */
    public static Downloads open(Config config) {
        return open(config, config::hub);
    }

    /** As above, with a hub that may change between two pulls. */
    public static Downloads open(Config config, Supplier<HubConfig> hub) {
        return new Downloads(ModelLibrary.of(config.home()).folder(), () -> access(hub.get()), PullOptions.usual());
    }

    private static HubAccess access(HubConfig hub) {
        return new HubAccess(hub.url(), hub.token());
    }
}
