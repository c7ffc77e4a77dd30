package dev.crema.mlx.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** A hub on loopback, which can be told to misbehave. It has one model, under one name or several. */
public final class FakeHub implements AutoCloseable {
    public static final RepoId REPO = RepoId.of("mlx-community/Tiny-4bit");

    private final HttpServer server;
    private final URI uri;
    private final Map<String, Stored> files = new LinkedHashMap<>();
    private final Map<String, Deque<Long>> cuts = new ConcurrentHashMap<>();
    private final Map<String, Hold> holds = new ConcurrentHashMap<>();
    private final List<Hold> allHolds = new CopyOnWriteArrayList<>();
    private final Deque<Integer> refusals = new ConcurrentLinkedDeque<>();
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    /** Requests for files, in the order they came. */
    final List<Call> calls = new CopyOnWriteArrayList<>();
    /** All requests' paths with their queries. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    volatile String commit = "0123456789abcdef0123456789abcdef01234567";
    volatile boolean ranges = true;
    public volatile String requiredToken = "";
    volatile List<RepoId> repos = List.of(REPO);
    volatile String redirectTo = "";
    public volatile long pauseMillis;

    /** A file as it is served, and the content that its checksum is of. */
    private record Stored(byte[] served, byte[] announced, boolean lfs, String etag) {}

    /** The content is held back behind so many bytes until it is released. */
    public record Hold(long afterBytes, CountDownLatch reached, CountDownLatch released) {
        public void awaitReached() throws InterruptedException {
            if (!reached.await(20, TimeUnit.SECONDS)) {
                throw new AssertionError("nobody asked for the file that is held back");
            }
        }

        public void release() {
            released.countDown();
        }
    }

    /** A request for a file; {@code sent} grows while it is answered. */
    static final class Call {
        final String path;
        final String range;
        final String ifRange;
        final String authorization;
        volatile int status;
        volatile long sent;

        Call(HttpExchange exchange, String path) {
            this.path = path;
            this.range = exchange.getRequestHeaders().getFirst("Range");
            this.ifRange = exchange.getRequestHeaders().getFirst("If-Range");
            this.authorization = exchange.getRequestHeaders().getFirst("Authorization");
        }

        @Override
        public String toString() {
            return path + " " + range + " " + ifRange + " -> " + status + ", " + sent + " bytes";
        }
    }

    private FakeHub() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public static FakeHub start() throws IOException {
        return new FakeHub();
    }

    /** A hub whose model has two shards and all that usually lies beside them. */
    public static FakeHub withModel(int shardBytes) throws IOException {
        FakeHub hub = new FakeHub();
        hub.git("README.md", "a text for people".getBytes(StandardCharsets.UTF_8));
        hub.git(".gitattributes", "*.bin filter=lfs".getBytes(StandardCharsets.UTF_8));
        hub.git("LICENSE", "do what you like".getBytes(StandardCharsets.UTF_8));
        hub.git("config.json", "{\"model_type\": \"qwen3\"}".getBytes(StandardCharsets.UTF_8));
        hub.git("tokenizer_config.json", "{}".getBytes(StandardCharsets.UTF_8));
        hub.git(
                "model.safetensors.index.json",
                ("{\"weight_map\": {\"a\": \"model-00001-of-00002.safetensors\","
                                + " \"b\": \"model-00002-of-00002.safetensors\"}}")
                        .getBytes(StandardCharsets.UTF_8));
        hub.lfs("tokenizer.json", bytes(1, 30_000));
        hub.lfs("model-00001-of-00002.safetensors", bytes(2, shardBytes));
        hub.lfs("model-00002-of-00002.safetensors", bytes(3, shardBytes / 2));
        hub.lfs("pytorch_model.bin", bytes(4, 1000));
        return hub;
    }

    static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Has its model under these names too. */
    public void alsoNamed(RepoId... names) {
        List<RepoId> all = new ArrayList<>(repos);
        all.addAll(List.of(names));
        repos = List.copyOf(all);
    }

    public URI uri() {
        return uri;
    }

    HubAccess access() {
        return new HubAccess(uri(), null);
    }

    byte[] content(String path) {
        return files.get(path).announced();
    }

    public void git(String path, byte[] content) {
        files.put(path, new Stored(content, content, false, "\"g-" + path + "\""));
    }

    public void lfs(String path, byte[] content) {
        lfs(path, content, content, "\"l-" + path + "\"");
    }

    /** A file whose served content is not the one its checksum is of. */
    void lfs(String path, byte[] served, byte[] announced, String etag) {
        files.put(path, new Stored(served, announced, true, etag));
    }

    void gitServing(String path, byte[] served) {
        files.put(path, new Stored(served, files.get(path).announced(), false, "\"x\""));
    }

    void remove(String path) {
        files.remove(path);
    }

    /** The next answers with this file break off behind so many bytes each. */
    void cut(String path, long... afterBytes) {
        Deque<Long> limits = cuts.computeIfAbsent(path, key -> new ConcurrentLinkedDeque<>());
        Arrays.stream(afterBytes).forEach(limits::add);
    }

    /** The next answer with this file stops behind so many bytes until the hold is released. */
    public Hold hold(String path, long afterBytes) {
        Hold hold = new Hold(afterBytes, new CountDownLatch(1), new CountDownLatch(1));
        holds.put(path, hold);
        allHolds.add(hold);
        return hold;
    }

    /** The next requests are answered with these. */
    void refuse(Integer... statuses) {
        refusals.addAll(Arrays.asList(statuses));
    }

    List<Call> calls(String path) {
        return calls.stream().filter(call -> call.path.equals(path)).toList();
    }

    long sent(String path) {
        return calls(path).stream().mapToLong(call -> call.sent).sum();
    }

    int mostAtWork() {
        return mostAtWork.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
        try (exchange) {
            asked.add(exchange.getRequestURI().toString());
            Integer refusal = refusals.poll();
            if (refusal != null) {
                exchange.getResponseHeaders().add("Retry-After", "0");
                exchange.sendResponseHeaders(refusal, -1);
                return;
            }
            String path = canonical(exchange.getRequestURI().getPath());
            String files = "/" + REPO + "/resolve/" + commit + "/";
            if (!requiredToken.isEmpty()
                    && !("Bearer " + requiredToken)
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                calls.add(new Call(exchange, path));
                exchange.getResponseHeaders().add("X-Error-Code", "GatedRepo");
                exchange.sendResponseHeaders(401, -1);
            } else if (path.startsWith("/api/models/" + REPO + "/revision/")) {
                info(exchange);
            } else if (path.startsWith(files)) {
                serveOrRedirect(exchange, path.substring(files.length()));
            } else if (path.startsWith("/storage/")) {
                serve(exchange, path.substring("/storage/".length()));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            atWork.decrementAndGet();
        }
    }

    /** What is asked of any of the model's names, as asked of the first. */
    private String canonical(String path) {
        for (RepoId repo : repos) {
            if (path.startsWith("/" + repo + "/") || path.startsWith("/api/models/" + repo + "/")) {
                return path.replace(repo.toString(), REPO.toString());
            }
        }
        return path;
    }

    private void info(HttpExchange exchange) throws IOException {
        String siblings = files.entrySet().stream()
                .map(entry -> sibling(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(","));
        byte[] body = ("{\"id\":\"" + REPO + "\",\"sha\":\"" + commit + "\",\"gated\":false,"
                        + "\"config\":{\"model_type\":\"qwen3\"},\"siblings\":[" + siblings + "]}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    private static String sibling(String path, Stored file) {
        int size = file.announced().length;
        String git = git(file.announced());
        return file.lfs()
                ? "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\",\"lfs\":{\"sha256\":\"%s\",\"size\":%d,\"pointerSize\":134}}"
                        .formatted(path, size, git, hash("SHA-256", file.announced()), size)
                : "{\"rfilename\":\"%s\",\"size\":%d,\"blobId\":\"%s\"}".formatted(path, size, git);
    }

    private void serveOrRedirect(HttpExchange exchange, String path) throws IOException, InterruptedException {
        if (redirectTo.isEmpty()) {
            serve(exchange, path);
            return;
        }
        calls.add(new Call(exchange, path));
        exchange.getResponseHeaders().add("Location", redirectTo + "/storage/" + path);
        exchange.sendResponseHeaders(302, -1);
    }

    private void serve(HttpExchange exchange, String path) throws IOException, InterruptedException {
        Call call = new Call(exchange, path);
        calls.add(call);
        Stored file = files.get(path);
        if (file == null) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        byte[] content = file.served();
        int from = 0;
        call.status = 200;
        if (ranges && call.range != null && (call.ifRange == null || call.ifRange.equals(file.etag()))) {
            from = Integer.parseInt(call.range.replaceAll("bytes=(\\d+)-", "$1"));
            call.status = 206;
            exchange.getResponseHeaders()
                    .add("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.getResponseHeaders().add("ETag", file.etag());
        exchange.sendResponseHeaders(call.status, content.length - from == 0 ? -1 : content.length - from);
        Deque<Long> limits = cuts.getOrDefault(path, new ArrayDeque<>());
        Long limit = limits.poll();
        send(exchange, call, content, from, limit == null ? content.length : Math.min(content.length, from + limit));
    }

    private void send(HttpExchange exchange, Call call, byte[] content, int from, long to)
            throws IOException, InterruptedException {
        OutputStream out = exchange.getResponseBody();
        Hold hold = holds.remove(call.path);
        for (int at = from; at < to; ) {
            int end = (int) Math.min(to, at + 8192);
            if (hold != null && at <= hold.afterBytes() && end > hold.afterBytes()) {
                end = (int) Math.max(at, hold.afterBytes());
            }
            out.write(content, at, end - at);
            out.flush();
            call.sent += end - at;
            at = end;
            if (hold != null && at == hold.afterBytes()) {
                hold.reached().countDown();
                hold.released().await(20, TimeUnit.SECONDS);
                hold = null;
            }
            if (pauseMillis > 0) {
                Thread.sleep(pauseMillis);
            }
        }
    }

    private static String git(byte[] content) {
        byte[] head = ("blob " + content.length + "\0").getBytes(StandardCharsets.US_ASCII);
        byte[] blob = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, blob, head.length, content.length);
        return hash("SHA-1", blob);
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        allHolds.forEach(Hold::release);
        server.stop(0);
    }
}
