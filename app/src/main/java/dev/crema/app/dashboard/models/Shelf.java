package dev.crema.app.dashboard.models;

import dev.crema.app.dashboard.models.ModelRow.Status;
import dev.crema.app.settings.Preferences;
import dev.crema.app.supervise.ServiceState;
import dev.crema.app.wiring.ModelChoice;
import dev.crema.app.wiring.Running;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.hardware.ByteText;
import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hardware.MachineAdvice;
import dev.crema.mlx.hardware.WeightBits;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.Interrupted;
import dev.crema.mlx.hub.catalogue.Catalogue;
import dev.crema.mlx.hub.catalogue.MemoryFit;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelDescription;
import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.HubConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the page shows from the disk and the machine. One thread at a time, never the JavaFX thread. */
final class Shelf {
    private final Preferences preferences;
    private final Downloads downloads;
    private final Catalogue catalogue = Catalogue.builtIn();
    /** Opening a model takes up to a tenth of a second, and its files do not change in place. */
    private Map<InstalledModel, ModelDescription> described = new HashMap<>();

    private @Nullable Hardware hardware;

    Shelf(Preferences preferences, Downloads downloads) {
        this.preferences = preferences;
        this.downloads = downloads;
    }

    /**
     * What was read.
     *
     * @param freeBytes on the disk of models
     * @param machine processor and memory, for people
     * @param advice which precision suits the machine, and why
     * @param hub null if the configuration is not valid
     */
    record Contents(
            List<ModelRow> models,
            List<Interrupted> interrupted,
            List<Offer> offers,
            long freeBytes,
            String machine,
            String advice,
            @Nullable HubConfig hub) {}

    /** Everything, for a service in this state. */
    Contents read(ServiceState state) {
        Hardware machine = machine();
        MachineAdvice advice = MachineAdvice.of(machine);
        Config config = config();
        List<ModelRow> models = models(machine, state, config);
        return new Contents(
                models,
                downloads.interrupted(),
                offers(machine, advice.quantization().value(), models),
                freeBytes(),
                machine.parts() + ", " + ByteText.of(machine.memoryBytes()) + " of memory",
                advice.quantization().reason(),
                config == null ? null : config.hub());
    }

    /** The path of the model that answers; null if none does. */
    static @Nullable Path loaded(ServiceState state) {
        return state instanceof ServiceState.Up(Running running) && running.engine() != null
                ? resolved(running.config())
                : null;
    }

    private List<ModelRow> models(Hardware machine, ServiceState state, @Nullable Config config) {
        ModelLibrary library = ModelLibrary.of(preferences.home());
        Path loaded = loaded(state);
        Path chosen = resolved(config);
        Path embedder =
                config == null ? null : config.caching().answers().semantic().model();
        List<InstalledModel> found = new ArrayList<>(library.list());
        addIfElsewhere(ModelChoice.defaultModel(), found);
        addIfElsewhere(loaded, found);
        addIfElsewhere(chosen, found);
        Map<InstalledModel, ModelDescription> now = new HashMap<>();
        List<ModelRow> rows = new ArrayList<>();
        for (InstalledModel model : found) {
            ModelDescription known = described.get(model);
            ModelDescription description = known == null ? ModelDescription.of(model) : known;
            now.put(model, description);
            Status status = same(model.path(), loaded)
                    ? Status.LOADED
                    : same(model.path(), embedder)
                            ? Status.EMBEDDING
                            : !same(model.path(), chosen)
                                    ? Status.IDLE
                                    : state instanceof ServiceState.Starting ? Status.LOADING : Status.CHOSEN;
            rows.add(new ModelRow(
                    description,
                    MemoryFit.of(machine, description.weightBytes(), description.kvBytesPerToken()),
                    status,
                    model.path().startsWith(library.folder())));
        }
        described = now;
        return rows;
    }

    private List<Offer> offers(Hardware machine, WeightBits precision, List<ModelRow> models) {
        int bits = switch (precision) {
            case FOUR -> 4;
            case EIGHT -> 8;
            case SIXTEEN -> Catalogue.ANY_BITS;
        };
        return catalogue.suggest(machine, bits).stream()
                .map(suggestion -> new Offer(
                        suggestion,
                        models.stream()
                                .anyMatch(row -> row.description()
                                        .model()
                                        .path()
                                        .endsWith(suggestion.model().repo().toString()))))
                .toList();
    }

    private Hardware machine() {
        Hardware known = hardware;
        if (known == null) {
            known = HardwareProbe.read();
            hardware = known;
        }
        return known;
    }

    private @Nullable Config config() {
        try {
            return preferences.load().config();
        } catch (ConfigException e) {
            return null; // the service says so where it is started
        }
    }

    private static @Nullable Path resolved(@Nullable Config config) {
        try {
            return config == null ? null : ModelChoice.resolve(config, ModelChoice.defaultModel());
        } catch (StartException e) {
            return null; // deleted meanwhile, or none was ever fetched
        }
    }

    private static void addIfElsewhere(@Nullable Path path, List<InstalledModel> found) {
        if (path != null && found.stream().noneMatch(model -> same(model.path(), path))) {
            ModelLibrary.at(path).ifPresent(found::addFirst);
        }
    }

    private static boolean same(Path one, @Nullable Path other) {
        try {
            return other != null && Files.isSameFile(one, other);
        } catch (IOException e) {
            return false;
        }
    }

    private long freeBytes() {
        try {
            return Files.getFileStore(preferences.home()).getUsableSpace();
        } catch (IOException e) {
            return 0;
        }
    }
}
