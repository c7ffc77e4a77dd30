package dev.crema.app.wiring;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Tells how far a model is loaded, seldom enough to be read. Called on the thread that loads. */
final class LoadingProgress implements DoubleConsumer {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(2).toNanos();

    private final String model;
    private final Consumer<String> listener;
    private long told;

    /** Begins with a line of its own. */
    LoadingProgress(String model, Consumer<String> listener) {
        this.model = model;
        this.listener = listener;
        this.told = System.nanoTime();
        listener.accept("loading " + model + " …");
    }

    @Override
    public void accept(double fraction) {
        long now = System.nanoTime();
        if (now - told >= INTERVAL_NANOS) {
            told = now;
            listener.accept("loading " + model + ": " + Math.round(fraction * 100) + " %");
        }
    }
}
