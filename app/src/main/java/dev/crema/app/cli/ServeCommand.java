package dev.crema.app.cli;

import dev.crema.app.agents.Endpoint;
import dev.crema.app.supervise.HardExit;
import dev.crema.app.supervise.Shutdown;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import dev.crema.proxy.config.Setting;
import dev.crema.proxy.config.Version;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the proxy in this process until it is told to stop. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Start the proxy and print how to point clients at it.",
            "Each option can also be set in config.json and, as CREMA_PORT and so on, in the environment.",
            "The key that clients must present is set there only: CREMA_API_KEY."
        })
final class ServeCommand implements Callable<Integer> {
    /** Running answers are cancelled first; the rest is freeing memory. */
    static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(10);

    private final Map<Setting, String> overrides = new EnumMap<>(Setting.class);

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "N", description = "TCP port; 0 takes a free one. Default: 11432")
    void port(String value) {
        overrides.put(Setting.PORT, value);
    }

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1")
    void host(String value) {
        overrides.put(Setting.HOST, value);
    }

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            description =
                    "Model folder, GGUF file, or a name that 'crema models' lists. Default: SmolLM2-135M-Instruct")
    void model(String value) {
        overrides.put(Setting.MODEL, value);
    }

    @Option(
            names = "--backend",
            paramLabel = "mlx|lite",
            description = "mlx: the model in this process; lite: scripted answers without a model. Default: mlx")
    void backend(String value) {
        overrides.put(Setting.BACKEND, value);
    }

    @Option(names = "--lite-script", paramLabel = "FILE", description = "Script of the lite backend")
    void liteScript(String value) {
        overrides.put(Setting.LITE_SCRIPT, value);
    }

    @Option(names = "--max-body-bytes", paramLabel = "SIZE", description = "Largest request body, for example 64MB")
    void maxBodyBytes(String value) {
        overrides.put(Setting.MAX_BODY_BYTES, value);
    }

    @Option(
            names = "--ping-interval",
            paramLabel = "TIME",
            description = "Longest silence on a stream, for example 10s")
    void pingInterval(String value) {
        overrides.put(Setting.PING_INTERVAL, value);
    }

    @Option(
            names = "--kv-budget-bytes",
            paramLabel = "SIZE",
            description =
                    "Memory for prompts kept between requests, for example 4GB; 0 keeps none. Default: what the machine can spare")
    void kvBudgetBytes(String value) {
        overrides.put(Setting.KV_BUDGET_BYTES, value);
    }

    @Override
    public Integer call() throws InterruptedException {
        LoadedConfig loaded = ConfigLoader.load(overrides);
        loaded.warnings().forEach(this::tell);
        Config config = loaded.config();

        Shutdown shutdown = new Shutdown(SHUTDOWN_LIMIT, () -> HardExit.now(1));
        shutdown.runAtExit();
        Running running = Running.open(config, shutdown.closing(), this::tell);
        PrintWriter out = spec.commandLine().getOut();
        shutdown.add("summary", () -> {
            running.server().close();
            out.print(SummaryText.atExit(running.server().sinceStart()));
            out.flush();
        });

        String key = config.apiKey() == null ? "crema" : "YOUR_KEY";
        Endpoint endpoint = new Endpoint(
                running.server().address(),
                key,
                running.model().id(),
                running.model().contextLength());
        out.print(Banner.text(Version.current(), endpoint));
        out.flush();
        shutdown.await();
        return 0;
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("crema: " + line);
        err.flush();
    }
}
