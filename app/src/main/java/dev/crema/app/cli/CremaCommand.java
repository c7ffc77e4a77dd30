package dev.crema.app.cli;

import dev.crema.app.agents.UserHome;
import dev.crema.app.supervise.Explanation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
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
            ClaudeCommand.class,
            ConnectCommand.class,
            ModelsCommand.class,
            CacheCommand.class,
            StatsCommand.class,
            BenchCommand.class,
            LogCommand.class,
            DoctorCommand.class,
            CompletionsCommand.class,
            VersionCommand.class
        })
public final class CremaCommand implements Runnable {
    private final Path home;
    private final UserHome user;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    private CremaCommand(Path home, UserHome user) {
        this.home = home;
        this.user = user;
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
        return commandLine(home, UserHome.current());
    }

    /** As above, for a user whose programs and settings are elsewhere. */
    static CommandLine commandLine(Path home, UserHome user) {
        CommandLine line = new CommandLine(new CremaCommand(home, user));
        // Claude Code has arguments of its own, and in its prompts an @ begins the name of a file.
        line.setExpandAtFiles(false);
        Objects.requireNonNull(line.getSubcommands().get("claude"))
                .setUnmatchedOptionsArePositionalParams(true)
                .setStopAtPositional(true);
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

    /** Where the user's programs and their settings are. */
    UserHome user() {
        return user;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
