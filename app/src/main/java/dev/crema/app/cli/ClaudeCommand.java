package dev.crema.app.cli;

import dev.crema.app.agents.ClaudeCode;
import dev.crema.app.agents.ClaudeLaunch;
import dev.crema.app.agents.ClientSetupException;
import dev.crema.app.agents.Endpoint;
import dev.crema.app.agents.LauncherVariables;
import dev.crema.app.agents.RunningCrema;
import dev.crema.app.supervise.HardExit;
import dev.crema.app.supervise.Shutdown;
import dev.crema.app.wiring.Running;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import dev.crema.proxy.config.LoadedConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Runs Claude Code on the local model, on the Crema that runs or, if none does, on one of its own. */
@Command(
        name = "claude",
        description = {
            "Run Claude Code on the local model. A running Crema is used; else one is started, and ends with Claude Code.",
            "The exit status is Claude Code's."
        })
final class ClaudeCommand implements Callable<Integer> {
    private static final long CHILD_ENDS_SECONDS = 3;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(names = "--help", usageHelp = true, description = "Show this help; '-- --help' shows Claude Code's.")
    private boolean help;

    @Parameters(paramLabel = "ARGUMENT", arity = "0..*", description = "What Claude Code is told")
    private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException {
        ClaudeCode claude = new ClaudeCode();
        Path program = parent.user()
                .program(claude.program())
                .orElseThrow(() -> new ClientSetupException("Claude Code is not installed: there is no program '"
                        + claude.program() + "' on the PATH. Install it with '" + claude.installation()
                        + "', which needs Node.js 18 or later, then try again."));
        LoadedConfig loaded = ConfigLoader.load(parent.home(), System.getenv(), Map.of());
        loaded.warnings().forEach(this::tell);
        Shutdown shutdown = new Shutdown(ServeCommand.SHUTDOWN_LIMIT, () -> HardExit.now(1));
        shutdown.runAtExit();
        try {
            Endpoint endpoint =
                    RunningCrema.find(loaded.config()).orElseGet(() -> ownServer(loaded.config(), shutdown));
            return run(program, endpoint, shutdown);
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

    private int run(Path program, Endpoint endpoint, Shutdown shutdown) throws IOException, InterruptedException {
        ClaudeLaunch launch = ClaudeLaunch.of(program, arguments, endpoint, parent.user());
        if (!launch.overruled().isEmpty()) {
            tell("these of Claude Code's settings do not hold for this run: " + String.join(", ", launch.overruled()));
        }
        new ClaudeCode().notes(endpoint).forEach(this::tell);
        ProcessBuilder builder = new ProcessBuilder(launch.command()).inheritIO();
        builder.environment().keySet().removeAll(ClaudeLaunch.UNWANTED);
        LauncherVariables.remove(builder.environment());
        builder.environment().putAll(launch.variables());
        ConsoleLog.silence();
        Process child = builder.start();
        shutdown.add("Claude Code", () -> end(child));
        return child.waitFor();
    }

    private static void end(Process child) throws InterruptedException {
        child.destroy();
        if (!child.waitFor(CHILD_ENDS_SECONDS, TimeUnit.SECONDS)) {
            child.destroyForcibly();
        }
    }

    private void tell(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("crema: " + line);
        err.flush();
    }
}
