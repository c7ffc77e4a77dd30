package dev.crema.app.doctor;

import dev.crema.mlx.hardware.Hardware;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.Config.BackendKind;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Version;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** All that decides whether Crema works on this machine, in the order a reader wants it. */
public final class Examination {
    private final Path home;
    private final Path userHome;
    private final Map<String, String> environment;

    /**
     * Of this machine.
     *
     * @param home folder of Crema's files
     * @param userHome folder of the user, where clients have their settings
     * @param environment variables that configure Crema and clients
     */
    public Examination(Path home, Path userHome, Map<String, String> environment) {
        this.home = home;
        this.userHome = userHome;
        this.environment = Map.copyOf(environment);
    }

    /** Looks at everything, with the configuration as {@code serve} without options would have it. Takes seconds. */
    public List<Finding> findings() {
        Hardware hardware = HardwareProbe.read();
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("Crema", Version.current()));
        findings.add(Finding.ok(
                "Java",
                Runtime.version() + ", " + System.getProperty("java.vendor") + ", " + System.getProperty("os.name")
                        + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")));
        findings.addAll(new MachineCheck(hardware).look());
        findings.addAll(new FolderCheck(home).look());
        try {
            LoadedConfig loaded = ConfigLoader.load(home, environment, Map.of());
            findings.add(Finding.ok("config", settings()));
            loaded.warnings()
                    .forEach(warning ->
                            findings.add(Finding.warning("config", warning, "Correct its spelling or take it out.")));
            checks(loaded.config(), hardware).forEach(check -> findings.addAll(check.look()));
        } catch (ConfigException e) {
            findings.add(Finding.problem(
                    "config",
                    String.valueOf(e.getMessage()),
                    "Correct what is named, in " + file() + " or the environment."));
        }
        return findings;
    }

    private List<Check> checks(Config config, Hardware hardware) {
        List<Check> checks = new ArrayList<>();
        if (config.backend() == BackendKind.MLX) {
            checks.add(new EngineCheck());
            checks.add(new ModelCheck(config, hardware));
            checks.add(new SsdCheck(config.caching().kv()));
        }
        checks.add(new PortCheck(config));
        checks.add(new ClaudeCodeCheck(config, userHome, environment));
        return checks;
    }

    private String settings() {
        return Files.exists(file()) ? file().toString() : "no " + file() + ": environment and defaults hold";
    }

    private Path file() {
        return home.resolve(ConfigLoader.FILE_NAME);
    }

    /** The worst status among findings. */
    public static Finding.Status worst(List<Finding> findings) {
        return findings.stream()
                .map(Finding::status)
                .max(Comparator.naturalOrder())
                .orElse(Finding.Status.OK);
    }
}
