package dev.crema.proxy.server;

import dev.crema.proxy.backend.Backend;
import dev.crema.proxy.backend.Embedder;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.observe.CountersSnapshot;
import dev.crema.proxy.observe.RecentRequests;
import dev.crema.proxy.observe.RunningRequest;
import dev.crema.proxy.observe.history.HistoryQuery;
import dev.crema.proxy.observe.history.HistoryView;
import dev.crema.proxy.observe.history.Tally;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running gateway. Started and closed by its owner, any thread; the backend stays the owner's and must outlive the
 * server.
 */
public final class ProxyServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyServer.class);
    private static final int STOP_MILLIS = 800;
    private static final Duration ANSWERS_END = Duration.ofMillis(600);
    private static final Duration CANCEL_PATIENCE = Duration.ofSeconds(1);
    private static final int IDLE_MILLIS = 300_000;
    /** Agents send long lists of beta flags. */
    private static final int HEADER_BYTES = 32_768;
    /** Agents' bodies are 100 KB and more: few large reads cost a fifth less than many of Jetty's 8 KB. */
    private static final int INPUT_BYTES = 65_536;

    private final Config config;
    private final Observation observation;
    private final ActiveAnswers active = new ActiveAnswers();
    private final Protocols protocols = new Protocols(new AnthropicProtocol(), new OpenAiProtocol());
    private final KeyGuard keys;
    private final AnswerRoutes answers;
    private final EmbeddingRoutes embeddings;
    private final SystemRoutes system;
    private final StatsRoutes stats;
    private final CacheRoutes caches;
    private final Javalin javalin;
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile HostGuard hosts;
    private volatile int port;

    private ProxyServer(Config config, Backend backend, @Nullable Embedder embedder) {
        this.config = config;
        this.keys = new KeyGuard(config.apiKey());
        this.observation = new Observation(config, backend);
        this.answers = new AnswerRoutes(config, backend, observation, active);
        this.system = new SystemRoutes(config, backend, observation);
        this.stats = new StatsRoutes(observation);
        this.caches = new CacheRoutes(backend);
        this.embeddings = new EmbeddingRoutes(config, embedder, answers);
        this.hosts = new HostGuard(config.host(), config.apiKey() != null, config.port());
        this.javalin = Javalin.create(this::configure);
    }

    /**
     * Starts listening, without embeddings.
     *
     * @param backend answers the requests; not closed by the server
     * @throws ServerStartException if the port is taken or the address not ours
     */
    public static ProxyServer start(Config config, Backend backend) {
        return start(config, backend, null);
    }

    /**
     * Starts listening.
     *
     * @param backend answers the requests; not closed by the server
     * @param embedder serves {@code /v1/embeddings}; not closed by the server; null: none
     * @throws ServerStartException if the port is taken or the address not ours
     */
    public static ProxyServer start(Config config, Backend backend, @Nullable Embedder embedder) {
        ProxyServer server = new ProxyServer(config, backend, embedder);
        try {
            server.listen();
        } catch (RuntimeException e) {
            server.observation.close();
            throw e;
        }
        return server;
    }

    private void listen() {
        try {
            javalin.start();
        } catch (RuntimeException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof BindException
                        && String.valueOf(cause.getMessage()).contains("in use")) {
                    throw ServerStartException.portTaken(config.host(), config.port(), e);
                }
            }
            throw ServerStartException.cannotListen(config.host(), config.port(), e);
        }
        port = javalin.port();
        hosts = new HostGuard(config.host(), config.apiKey() != null, port);
    }

    /** The TCP port it listens on; after {@link #close()} the one it listened on. */
    public int port() {
        return port;
    }

    /** The base address for clients on this machine, without a path. */
    public URI address() {
        String host = config.host();
        boolean wildcard = host.equals("0.0.0.0") || host.equals("::") || host.equals("[::]");
        String name = wildcard ? "127.0.0.1" : host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + port());
    }

    /** What happened since the start. */
    public CountersSnapshot counters() {
        return observation.counters().snapshot();
    }

    /** What the caches did since the start; also after {@link #close()}. */
    public Tally sinceStart() {
        return observation.history().sinceStart();
    }

    /** The last requests. */
    public RecentRequests recent() {
        return observation.recent();
    }

    /** The conversations being answered now, the newest first. */
    public List<RunningRequest> running() {
        return active.running();
    }

    /**
     * Ends the answer to a request; its client is told so in its protocol. Returns at once; it has ended within 2 s.
     *
     * @return false if no such request is being answered
     */
    public boolean cancel(String requestId) {
        return active.cancel(requestId, CANCEL_PATIENCE);
    }

    /** What happened in a time, this run's requests included; waits for a disk, so not for a window's thread. */
    public HistoryView history(HistoryQuery query) {
        return observation.history().read(query);
    }

    /** Stops accepting, ends the answers under way with an error their clients understand, and closes; within 2 s. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        active.stop(ANSWERS_END);
        try {
            // Not through Javalin, which logs a stack trace if a client does not take its last bytes in time.
            javalin.jettyServer().server().stop();
        } catch (Exception e) {
            LOG.info("Connections that did not end in time were cut: {}", e.toString());
        }
        observation.close();
    }

    private void configure(JavalinConfig javalinConfig) {
        javalinConfig.startup.showJavalinBanner = false;
        javalinConfig.startup.showOldJavalinVersionWarning = false;
        javalinConfig.startup.startupWatcherEnabled = false;
        javalinConfig.http.compressionStrategy = CompressionStrategy.NONE;
        javalinConfig.http.prefer405over404 = true;
        javalinConfig.jetty.threadPool = threads();
        javalinConfig.jetty.modifyServer(server -> server.setStopTimeout(STOP_MILLIS));
        javalinConfig.jetty.modifyHttpConfiguration(http -> http.setRequestHeaderSize(HEADER_BYTES));
        javalinConfig.jetty.addConnector(this::connector);
        routes(javalinConfig.routes);
    }

    /** Platform threads only for accepting and selecting; each request gets a virtual one. */
    private static QueuedThreadPool threads() {
        QueuedThreadPool pool = new QueuedThreadPool(8, 2);
        pool.setName("crema-http");
        pool.setDaemon(true);
        pool.setVirtualThreadsExecutor(Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("crema-request-", 0).factory()));
        return pool;
    }

    private ServerConnector connector(Server server, HttpConfiguration http) {
        HttpConnectionFactory factory = new HttpConnectionFactory(http);
        factory.setInputBufferSize(INPUT_BYTES);
        ServerConnector connector = new ServerConnector(server, 1, 1, factory);
        connector.setHost(config.host());
        connector.setPort(config.port());
        connector.setIdleTimeout(IDLE_MILLIS);
        connector.setShutdownIdleTimeout(STOP_MILLIS / 4);
        return connector;
    }

    private void routes(RoutesConfig routes) {
        routes.before(context -> Exchange.begin(context, protocols).check(hosts));
        routes.post("/v1/messages", context -> guarded(context, answers::answer));
        routes.post("/v1/messages/count_tokens", context -> guarded(context, answers::countTokens));
        routes.post("/v1/chat/completions", context -> guarded(context, answers::answer));
        routes.post("/v1/embeddings", context -> guarded(context, embeddings::embed));
        routes.get("/v1/models", context -> guarded(context, system::models));
        routes.get(
                "/v1/models/<id>",
                context -> guarded(context, exchange -> system.model(exchange, context.pathParam("id"))));
        routes.get("/metrics", context -> guarded(context, system::metrics));
        routes.get("/api/requests", context -> guarded(context, stats::requests));
        routes.get(
                "/api/requests/{id}",
                context -> guarded(context, exchange -> stats.request(exchange, context.pathParam("id"))));
        routes.get("/api/cache", context -> guarded(context, caches::contents));
        routes.delete("/api/cache", context -> guarded(context, caches::forget));
        routes.get("/api/stats", context -> guarded(context, stats::stats));
        routes.get("/health", context -> system.health(Exchange.of(context)));
        routes.get("/", context -> system.root(Exchange.of(context)));
        routes.head("/", context -> {});
        routes.head("/api/hello", context -> {});
        routes.exception(
                ChatException.class, (e, context) -> Exchange.of(context).fail(e));
        routes.exception(
                HttpResponseException.class,
                (e, context) -> Exchange.of(context).fail(refusal(e, context)));
        routes.exception(
                RuntimeException.class,
                (e, context) -> Exchange.of(context).fail(AnswerRoutes.internal(Exchange.of(context), e)));
    }

    private void guarded(Context context, Route route) throws IOException {
        Exchange exchange = Exchange.of(context);
        keys.check(exchange::header);
        route.handle(exchange);
    }

    /** Javalin's own refusals: no such path, or not with that method. */
    private static ChatException refusal(HttpResponseException refusal, Context context) {
        String asked = context.method() + " " + context.path();
        return refusal.getStatus() == 405
                ? new ChatException(
                        ChatException.Kind.METHOD_NOT_ALLOWED, "The path exists, but not with this method: " + asked)
                : new ChatException(ChatException.Kind.NOT_FOUND, "There is no such path: " + asked);
    }

    /** What serves a path. */
    private interface Route {
        void handle(Exchange exchange) throws IOException;
    }
}
