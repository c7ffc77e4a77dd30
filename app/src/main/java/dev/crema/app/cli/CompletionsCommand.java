package dev.crema.app.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints the script by which a shell completes Crema's commands and options. */
@Command(
        name = "completions",
        mixinStandardHelpOptions = true,
        description = {
            "Print a script that makes the Tab key complete Crema's commands and options.",
            "bash: put  source <(crema completions bash)  into ~/.bashrc",
            "zsh:  put  source <(crema completions zsh)   into ~/.zshrc"
        })
final class CompletionsCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // picocli refuses a command line without it
    private Shell shell;

    /** Shells that the script is for. */
    enum Shell {
        /** GNU bash. */
        bash,
        /** The Z shell, which runs bash's completions. */
        zsh
    }

    @Override
    public void run() {
        CommandLine crema = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        // The script finds out by itself which of them reads it.
        out.print(AutoComplete.bash(crema.getCommandName(), crema));
        out.flush();
    }
}
