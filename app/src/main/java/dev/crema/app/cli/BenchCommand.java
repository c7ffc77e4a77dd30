package dev.crema.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.agents.RunningCrema;
import dev.crema.app.benchmark.Benchmark;
import dev.crema.app.benchmark.BenchmarkException;
import dev.crema.app.benchmark.BenchmarkModel;
import dev.crema.app.benchmark.BenchmarkPlan;
import dev.crema.app.benchmark.BenchmarkResult;
import dev.crema.app.benchmark.BenchmarkText;
import dev.crema.app.files.TextFile;
import dev.crema.app.supervise.HardExit;
import dev.crema.app.supervise.Shutdown;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Replays an agent's session on the Crema that runs or, if none does, on one of its own, and prints what was measured. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Replay an agent's session on this machine, with the caches at work and without, and show how much sooner its turns"
                    + " start. A running Crema is used; else one is started for it.",
            "Nothing is sent anywhere, and the caches forget the session at the end."
        })
final class BenchCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Turns of the session. Default: " + BenchmarkPlan.DEFAULT_TURNS)
    private int turns = BenchmarkPlan.DEFAULT_TURNS;

    @Option(names = "--json", paramLabel = "FILE", description = "Also write the result there, to be shared")
    private @Nullable Path json;

    @Override
    public Integer call() throws InterruptedException {
        LoadedConfig loaded = ConfigLoader.load(parent.home(), System.getenv(), Map.of());
        loaded.warnings().forEach(this::tell);
        Config config = loaded.config();
        Shutdown shutdown = new Shutdown(ServeCommand.SHUTDOWN_LIMIT, () -> HardExit.now(1));
        shutdown.runAtExit();
        try {
            Endpoint endpoint = RunningCrema.find(config).orElseGet(() -> ownServer(config, shutdown));
            BenchmarkPlan plan = BenchmarkPlan.of(endpoint.window(), turns);
            BenchmarkModel model = BenchmarkModel.of(config, endpoint.model(), endpoint.window());
            BenchmarkResult result = new Benchmark(endpoint, model, plan).run(step -> tell(step.text()));
            PrintWriter out = spec.commandLine().getOut();
            out.print(BenchmarkText.of(result));
            out.flush();
            if (json != null) {
                write(json, result.toJson());
            }
            return 0;
        } finally {
            shutdown.run();
        }
    }

    private Endpoint ownServer(Config config, Shutdown shutdown) {
        Running local = Running.open(config, shutdown.closing(), this::tell);
        return new Endpoint(
                local.server().address(),
                config.apiKey(),
                local.model().id(),
                local.model().contextLength());
    }

    private void write(Path file, ObjectNode document) {
        try {
            TextFile.write(file.toAbsolutePath(), document.toPrettyString() + "\n");
            tell("written to " + file);
        } catch (IOException e) {
            throw new BenchmarkException(
                    "The result could not be written to " + file + " (" + e + "). Give --json another file.", e);
        }
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("crema: " + line);
        err.flush();
    }
}
