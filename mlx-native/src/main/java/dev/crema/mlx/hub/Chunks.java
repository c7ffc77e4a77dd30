package dev.crema.mlx.hub;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The body of an answer, taken piece by piece by one thread that does not wait for ever: the client's own streams have no limit
 * on silence. At most two pieces are under way, so a slow disk slows the sender. Closing gives the connection up.
 */
final class Chunks implements HttpResponse.BodySubscriber<Chunks>, AutoCloseable {
    private final CompletableFuture<Chunks> begun = new CompletableFuture<>();
    private final BlockingQueue<Signal> signals = new LinkedBlockingQueue<>();
    private volatile Flow.@Nullable Subscription subscription;

    private sealed interface Signal {
        record Data(List<ByteBuffer> buffers) implements Signal {}

        record Failure(Throwable cause) implements Signal {}

        record End() implements Signal {}
    }

    /** Done as soon as the body begins. */
    @Override
    public CompletionStage<Chunks> getBody() {
        return begun;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(1);
        begun.complete(this);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        signals.add(new Signal.Data(buffers));
    }

    @Override
    public void onError(Throwable cause) {
        signals.add(new Signal.Failure(cause));
        begun.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        signals.add(new Signal.End());
        begun.complete(this);
    }

    /**
     * The next piece.
     *
     * @return null at the end
     * @throws IOException if the connection broke, or nothing came for that long
     */
    @Nullable
    List<ByteBuffer> next(Duration patience) throws IOException, InterruptedException {
        Signal signal = signals.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        return switch (signal) {
            case null -> throw new IOException("nothing arrived for " + patience.toSeconds() + " s");
            case Signal.Data(List<ByteBuffer> buffers) -> {
                request();
                yield buffers;
            }
            case Signal.Failure(Throwable cause) ->
                throw new IOException("the connection broke: " + cause.getMessage(), cause);
            case Signal.End() -> null;
        };
    }

    /** Everything, as bytes. */
    byte[] all(int limit, Duration patience) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (List<ByteBuffer> buffers = next(patience); buffers != null; buffers = next(patience)) {
            for (ByteBuffer buffer : buffers) {
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                out.writeBytes(bytes);
            }
            if (out.size() > limit) {
                throw new IOException("the answer is longer than " + limit + " bytes");
            }
        }
        return out.toByteArray();
    }

    private void request() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.request(1);
        }
    }

    @Override
    public void close() {
        Flow.Subscription current = subscription;
        if (current != null) {
            current.cancel();
        }
    }
}
