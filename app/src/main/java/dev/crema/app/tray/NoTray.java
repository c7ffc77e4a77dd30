package dev.crema.app.tray;

/** Where there is no tray, or not yet. */
public final class NoTray implements TrayBackend {
    @Override
    public void show(TrayMenu menu) {}

    @Override
    public boolean visible() {
        return false;
    }

    @Override
    public void close() {}
}
