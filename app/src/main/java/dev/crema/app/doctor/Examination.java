package dev.crema.app.doctor;

import com.sun.management.OperatingSystemMXBean;
import dev.crema.app.wiring.ListenAddress;
import dev.crema.app.wiring.ModelChoice;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.binding.NativeLoadException;
import dev.crema.mlx.binding.NativeRuntime;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Config.BackendKind;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Version;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** All that decides whether {@code serve} works on this machine, in the order a reader wants it. */
public final class Examination {
    private final Path home;

    /** Of the machine, with Crema's files in the given folder. */
    public Examination(Path home) {
        this.home = home;
    }

    /** Looks at everything, the configuration as {@code serve} without options would have it. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.good("Crema", Version.current()));
        findings.add(java());
        findings.add(memory());
        findings.add(folder());
        try {
            LoadedConfig loaded = ConfigLoader.load(Map.of());
            Config config = loaded.config();
            findings.add(Finding.good("config", settings()));
            loaded.warnings().forEach(warning -> findings.add(Finding.note("config", warning)));
            if (config.backend() == BackendKind.MLX) {
                findings.add(mlx());
                findings.add(model(config));
            }
            findings.add(port(config));
        } catch (ConfigException e) {
            findings.add(Finding.bad("config", String.valueOf(e.getMessage())));
        }
        return findings;
    }

    private static Finding java() {
        return Finding.good(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("os.name")
                        + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch"));
    }

    private static Finding memory() {
        var system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return Finding.good(
                "machine",
                Runtime.getRuntime().availableProcessors() + " cores, " + gigabytes(system.getTotalMemorySize())
                        + " of memory, " + gigabytes(system.getFreeMemorySize()) + " free");
    }

    private Finding folder() {
        try {
            Files.createDirectories(home);
            String free = gigabytes(Files.getFileStore(home).getUsableSpace());
            return Files.isWritable(home)
                    ? Finding.good("files", home + ", " + free + " free on that disk")
                    : Finding.bad("files", home + " is not writable. Let CREMA_HOME name another folder.");
        } catch (IOException e) {
            return Finding.bad(
                    "files", home + " cannot be used: " + e.getMessage() + ". Let CREMA_HOME name another folder.");
        }
    }

    private String settings() {
        Path file = home.resolve(ConfigLoader.FILE_NAME);
        return Files.exists(file) ? file.toString() : "no " + file + ": environment and defaults hold";
    }

    private static Finding mlx() {
        try {
            String version = NativeRuntime.mlxVersion();
            return NativeRuntime.gpu()
                    ? Finding.good("MLX", version + " on the GPU")
                    : Finding.note("MLX", version + " on the CPU: fine for trying out and for tests, slow for work");
        } catch (NativeLoadException e) {
            return Finding.bad("MLX", String.valueOf(e.getMessage()));
        }
    }

    private static Finding model(Config config) {
        try (ModelFolder folder = ModelFolder.open(ModelChoice.resolve(config, ModelChoice.defaultModel()))) {
            return Finding.good("model", folder.id() + ", " + gigabytes(folder.weightBytes()) + " of weights");
        } catch (StartException | ModelFormatException e) {
            return Finding.bad("model", String.valueOf(e.getMessage()));
        }
    }

    private static Finding port(Config config) {
        try {
            ListenAddress.requireFree(config.host(), config.port());
            return Finding.good("port", config.port() + " on " + config.host() + " is free");
        } catch (StartException e) {
            return Finding.bad("port", String.valueOf(e.getMessage()));
        }
    }

    private static String gigabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
    }
}
