package dev.crema.app.cli;

import dev.crema.proxy.config.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints which Crema this is. */
@Command(name = "version", description = "Print the version.")
final class VersionCommand implements Runnable {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().getOut().println("crema " + Version.current());
    }

    /** The same for {@code --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"crema " + Version.current()};
        }
    }
}
