package dev.crema.app.login;

import dev.crema.app.files.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The file that makes a system start the app, hidden, when its user logs in. Any thread. */
public final class LaunchAtLogin {
    private static final List<String> ARGUMENTS = List.of("app", "--hidden");

    private final Path userHome;
    private final Path file;
    private final LoginFormat format;
    private final String text;

    /** Whether the app is started at login. */
    public enum State {
        /** It is not. */
        OFF,
        /** It is. */
        ON,
        /** Another copy of it is, or this one as it was when it lay elsewhere. */
        OTHER
    }

    private LaunchAtLogin(Path userHome, Path file, LoginFormat format, String text) {
        this.userHome = userHome;
        this.file = file;
        this.format = format;
        this.text = text;
    }

    /**
     * For the user and system of this process.
     *
     * @param home Crema's folder, which the app started at login uses too
     * @return empty if it is not known how this app was started, so that it cannot be started again
     */
    public static Optional<LaunchAtLogin> ofThisProcess(Path home) {
        return Launcher.ofThisProcess()
                .map(launcher -> of(
                        System.getProperty("os.name"),
                        Path.of(System.getProperty("user.home")),
                        System.getenv(),
                        launcher,
                        home));
    }

    /**
     * For a user.
     *
     * @param osName as in the system property {@code os.name}
     * @param launcher the program that starts Crema
     */
    public static LaunchAtLogin of(
            String osName, Path userHome, Map<String, String> environment, Path launcher, Path cremaHome) {
        boolean mac = osName.toLowerCase(Locale.ROOT).startsWith("mac");
        LoginFormat format = mac ? new LaunchAgent() : new AutostartEntry();
        String text = format.text(launcher, ARGUMENTS, cremaHome.toAbsolutePath());
        return new LaunchAtLogin(userHome, format.file(userHome, environment), format, text);
    }

    /** The file, which is there while it is switched on. */
    public Path file() {
        return file;
    }

    /**
     * What holds now.
     *
     * @throws IOException if the file cannot be read
     */
    public State state() throws IOException {
        String found = TextFile.read(TextFile.target(file));
        if (found == null || format.isSwitchedOff(found)) {
            return State.OFF;
        }
        return found.equals(text) ? State.ON : State.OTHER;
    }

    /**
     * From the next login on this app is started; another copy of it no more.
     *
     * @throws IOException if the file cannot be written
     */
    public void switchOn() throws IOException {
        TextFile.write(TextFile.target(file), text);
    }

    /**
     * From the next login on it is not started. The file goes, and its folder if nothing else is in there.
     *
     * @throws IOException if the file cannot be deleted
     */
    public void switchOff() throws IOException {
        Files.deleteIfExists(file);
        for (Path folder = file.getParent();
                folder != null && !folder.equals(userHome) && isEmpty(folder);
                folder = folder.getParent()) {
            Files.delete(folder);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            return !entries.iterator().hasNext();
        }
    }
}
