package dev.crema.app.cli;

import dev.crema.app.desktop.Desktop;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Starts the app with tray and window. */
@Command(
        name = "app",
        mixinStandardHelpOptions = true,
        description = {
            "Start the app: the icon in the menu bar, the dashboard, and the proxy.",
            "A second start shows the window of the first."
        })
final class AppCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Option(names = "--hidden", description = "Without its window, as at login")
    private boolean hidden;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Desktop.run(parent.home(), hidden);
    }
}
