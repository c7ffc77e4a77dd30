package dev.crema.app.tray;

/** What a person can ask for in the menu. */
public sealed interface TrayAction {
    /** Start or stop the proxy. */
    record Toggle() implements TrayAction {}

    /** Put the proxy's address on the clipboard. */
    record CopyAddress() implements TrayAction {}

    /** Answer with another model from now on. */
    record UseModel(String id) implements TrayAction {}

    /** Show the dashboard. */
    record OpenDashboard() implements TrayAction {}

    /** Show how clients are pointed at Crema. */
    record ConnectClients() implements TrayAction {}

    /** Show the settings. */
    record OpenSettings() implements TrayAction {}

    /** End the app. */
    record Quit() implements TrayAction {}
}
