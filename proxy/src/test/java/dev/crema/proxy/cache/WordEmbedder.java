package dev.crema.proxy.cache;

import dev.crema.proxy.backend.Embedder;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Embeds a text as the words it has: texts of the same words point the same way. */
final class WordEmbedder implements Embedder {
    final AtomicInteger calls = new AtomicInteger();
    volatile String identity = "words-1";
    volatile RuntimeException failure;
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public String modelId() {
        return "words";
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public int dimensions() {
        return 64;
    }

    @Override
    public List<float[]> embed(List<String> texts) {
        calls.incrementAndGet();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        if (failure != null) {
            throw failure;
        }
        return texts.stream().map(this::vector).toList();
    }

    private float[] vector(String text) {
        float[] vector = new float[dimensions()];
        for (String word : text.toLowerCase(Locale.ROOT).split("\\W+")) {
            vector[Math.floorMod(word.hashCode() * 31, vector.length)]++;
        }
        double length = 0;
        for (float value : vector) {
            length += value * value;
        }
        for (int i = 0; i < vector.length; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(length));
        }
        return vector;
    }

    @Override
    public int countTokens(String text) {
        return text.split("\\s+").length;
    }
}
