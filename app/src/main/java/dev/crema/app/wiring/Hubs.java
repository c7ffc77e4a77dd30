package dev.crema.app.wiring;

import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.HubAccess;
import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.hub.HubException.Reason;
import dev.crema.mlx.hub.HubModel;
import dev.crema.mlx.hub.PullOptions;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.mlx.model.Architectures;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.HubConfig;
import java.nio.file.Path;
import java.util.function.Supplier;

/** Opens the way to the hub that a configuration names. */
public final class Hubs {
    private Hubs() {}

    /** Into Crema's own folder of models. Asks nobody yet. */
    public static Downloads open(Config config) {
        return open(config.home(), config::hub);
    }

    /** As above, with a hub that may change between two pulls. */
    public static Downloads open(Path home, Supplier<HubConfig> hub) {
        return new Downloads(ModelLibrary.of(home).folder(), () -> access(hub.get()), PullOptions.usual());
    }

    /** Where a configuration's hub is, and how one is known there. */
    public static HubAccess access(HubConfig hub) {
        return new HubAccess(hub.url(), hub.token());
    }

    /**
     * Refuses a model of a family that the engine does not run; a hub that does not tell the family is believed.
     *
     * @throws HubException {@link Reason#UNUSABLE}
     */
    public static void requireRunnable(HubModel model) {
        String family = model.family();
        if (family != null && !Architectures.supports(family)) {
            throw new HubException(
                    Reason.UNUSABLE,
                    "Crema cannot run models of the family " + family + " yet. It runs: "
                            + String.join(", ", Architectures.supported()) + ".");
        }
    }
}
