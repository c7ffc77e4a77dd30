package dev.crema.app.tray;

/** Shows a {@link TrayMenu} in the system's bar. Called by one thread at a time. */
public interface TrayBackend extends AutoCloseable {
    /** Shows this menu from now on; one that is shown already costs nothing. */
    void show(TrayMenu menu);

    /** Whether people can see it. Without a tray the window must not hide. */
    boolean visible();

    /** Takes the icon away. */
    @Override
    void close();
}
