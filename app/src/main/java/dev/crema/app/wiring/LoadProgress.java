package dev.crema.app.wiring;

import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Tells people how far a long load is, every few seconds; a short one says nothing. Engine thread only. */
final class LoadProgress implements DoubleConsumer {
    private static final long INTERVAL_NANOS = 3_000_000_000L;

    private final String model;
    private final Consumer<String> listener;
    private long lastTold = System.nanoTime();

    LoadProgress(String model, Consumer<String> listener) {
        this.model = model;
        this.listener = listener;
    }

    @Override
    public void accept(double fraction) {
        long now = System.nanoTime();
        if (now - lastTold >= INTERVAL_NANOS) {
            lastTold = now;
            listener.accept("loading %s: %.0f %%".formatted(model, fraction * 100));
        }
    }
}
