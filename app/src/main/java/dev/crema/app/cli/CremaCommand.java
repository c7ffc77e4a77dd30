package dev.crema.app.cli;

import dev.crema.app.supervise.Explanation;
import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The root of the command line; without a command it shows how to use it. */
@Command(
        name = "crema",
        mixinStandardHelpOptions = true,
        versionProvider = VersionCommand.Provider.class,
        description = "Lets Claude Code and every Anthropic or OpenAI client run on local MLX models.",
        subcommands = {
            AppCommand.class,
            ServeCommand.class,
            ModelsCommand.class,
            CacheCommand.class,
            StatsCommand.class,
            DoctorCommand.class,
            VersionCommand.class
        })
public final class CremaCommand implements Runnable {
    private final Path home;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    private CremaCommand(Path home) {
        this.home = home;
    }

    /**
     * Runs one command line on the console.
     *
     * @param home folder of Crema's own files
     * @return exit status: 0 done, 1 failed, 2 wrong usage or configuration
     */
    public static int run(Path home, String... args) {
        return commandLine(home).execute(args);
    }

    /** The configured parser; tests give it their own writers. */
    static CommandLine commandLine(Path home) {
        CommandLine line = new CommandLine(new CremaCommand(home));
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            Explanation explanation = Explanation.of(failure, home);
            PrintWriter err = command.getErr();
            err.println("crema: " + explanation.text());
            err.flush();
            return explanation.exitCode();
        });
        return line;
    }

    /** Folder of Crema's own files. */
    Path home() {
        return home;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
