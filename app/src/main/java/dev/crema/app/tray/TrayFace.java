package dev.crema.app.tray;

import java.util.Locale;

/** What the icon says. Each has a silhouette of its own, as menu bars show no colours. */
public enum TrayFace {
    /** Nothing runs. */
    STOPPED,
    /** On its way up or down. */
    STARTING,
    /** Ready. */
    RUNNING,
    /** Answering. */
    BUSY,
    /** Somebody has to look. */
    FAILED;

    /** The name of its pictures. */
    public String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
