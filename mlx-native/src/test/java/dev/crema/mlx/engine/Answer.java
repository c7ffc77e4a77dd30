package dev.crema.mlx.engine;

import dev.crema.mlx.sample.SamplingParams;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Everything one request heard from the engine. */
final class Answer implements Consumer<GenerationEvent> {
    private final List<GenerationEvent> events = new ArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch firstToken = new CountDownLatch(1);
    private volatile long firstTokenAt;
    GenerationHandle handle;

    static Answer ask(TextEngine engine, int[] prompt, int maxTokens) {
        return ask(engine, prompt, maxTokens, SamplingParams.GREEDY, List.of());
    }

    static Answer ask(TextEngine engine, int[] prompt, int maxTokens, SamplingParams sampling, List<String> stops) {
        return ask(engine, new GenerationRequest(prompt, maxTokens, sampling, stops, CacheHint.NONE));
    }

    static Answer ask(TextEngine engine, int[] prompt, int maxTokens, CacheHint hint) {
        return ask(engine, new GenerationRequest(prompt, maxTokens, SamplingParams.GREEDY, List.of(), hint));
    }

    private static Answer ask(TextEngine engine, GenerationRequest request) {
        Answer answer = new Answer();
        answer.handle = engine.generate(request, answer);
        return answer;
    }

    @Override
    public synchronized void accept(GenerationEvent event) {
        events.add(event);
        switch (event) {
            case GenerationEvent.Queued queued -> {}
            case GenerationEvent.Prefill prefill -> started.countDown();
            case GenerationEvent.Token token -> {
                if (firstToken.getCount() > 0) {
                    firstTokenAt = System.nanoTime();
                    firstToken.countDown();
                }
            }
            case GenerationEvent.Finished finished -> done.countDown();
            case GenerationEvent.Failed failed -> done.countDown();
        }
    }

    Answer await() {
        waitFor(done);
        return this;
    }

    Answer awaitStart() {
        waitFor(started);
        return this;
    }

    Answer awaitFirstToken() {
        waitFor(firstToken);
        return this;
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            if (!latch.await(4, TimeUnit.MINUTES)) {
                throw new AssertionError("the engine did not answer in 4 minutes");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    synchronized List<GenerationEvent> events() {
        return List.copyOf(events);
    }

    int[] tokens() {
        return events().stream()
                .filter(GenerationEvent.Token.class::isInstance)
                .mapToInt(event -> ((GenerationEvent.Token) event).id())
                .toArray();
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (GenerationEvent event : events()) {
            if (event instanceof GenerationEvent.Token token) {
                text.append(token.text());
            }
        }
        return text.toString();
    }

    GenerationEvent.Finished finished() {
        GenerationEvent last = events().getLast();
        if (last instanceof GenerationEvent.Finished finished) {
            return finished;
        }
        throw new AssertionError("the request ended with " + last);
    }

    long firstTokenAt() {
        return firstTokenAt;
    }

    int prefillEvents() {
        return (int) events().stream()
                .filter(GenerationEvent.Prefill.class::isInstance)
                .count();
    }
}
