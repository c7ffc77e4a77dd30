package dev.crema.app.tray;

import dev.crema.app.Main;
import dorkbox.updates.Updates;

/** Says at its end whether the tray library may ask its maker for updates: after Crema's entry point, or without it. */
final class UpdatesProgram {
    private UpdatesProgram() {}

    public static void main(String[] args) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> System.out.println("asks: " + Updates.INSTANCE.getENABLE())));
        if (args.length > 0) {
            Main.main(args);
        }
    }
}
