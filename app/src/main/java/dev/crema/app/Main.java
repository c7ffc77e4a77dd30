package dev.crema.app;

import dev.crema.app.cli.CremaCommand;
import dev.crema.app.wiring.ProcessFolders;
import dev.crema.proxy.config.CremaHome;
import java.io.IOException;
import java.nio.file.Path;

/** The entry point. Logs and unpacked libraries get their folders before any class can ask for them. */
public final class Main {
    private Main() {}

    /** Runs the command line and ends the process with its exit status. */
    public static void main(String[] args) {
        Path home = CremaHome.resolve(
                System.getenv(), System.getProperty("os.name"), Path.of(System.getProperty("user.home")));
        try {
            ProcessFolders.prepare(home);
        } catch (IOException e) {
            System.err.println("crema: cannot write to " + home + ", where Crema keeps its files (" + e.getMessage()
                    + "). Make that folder writable, or let CREMA_HOME name another one.");
            System.exit(1);
        }
        System.exit(CremaCommand.run(home, args));
    }
}
