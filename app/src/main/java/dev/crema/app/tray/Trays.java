package dev.crema.app.tray;

import java.awt.GraphicsEnvironment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the tray that works here. */
public final class Trays {
    private static final Logger LOG = LoggerFactory.getLogger(Trays.class);

    private Trays() {}

    /**
     * The system's own tray, else AWT's, else none. Never fails.
     *
     * @param listener told what people choose, on a thread of the tray's
     */
    public static TrayBackend open(Consumer<TrayAction> listener) {
        if (GraphicsEnvironment.isHeadless()) {
            LOG.info("There is no display, so no tray.");
            return new NoTray();
        }
        List<Function<Consumer<TrayAction>, TrayBackend>> kinds = List.of(DorkboxTray::new, AwtTray::new);
        for (Function<Consumer<TrayAction>, TrayBackend> kind : kinds) {
            try {
                return kind.apply(listener);
            } catch (Throwable e) { // native libraries fail in every way
                LOG.info("A tray does not work here: {}", e.toString());
            }
        }
        LOG.warn("No tray works here; Crema stays in its window.");
        return new NoTray();
    }
}
