package dev.crema.app.wiring;

import dev.crema.proxy.backend.ModelInfo;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.server.ProxyServer;
import java.util.function.Consumer;

/**
 * A proxy in this process, with all that stands behind it.
 *
 * @param server its starter closes it, before what stands behind it
 * @param model the model that answers unless a request names another
 */
public record LocalServer(ProxyServer server, ModelInfo model) {
    /**
     * Loads the model and listens. What stands behind the server is handed to {@code closing}.
     *
     * @param progress told, in words for people, what begins and what is wrong
     * @throws StartException if the port is taken, or there is no such model or it cannot be used
     */
    public static LocalServer start(Config config, Serving.Closing closing, Consumer<String> progress) {
        ListenAddress.requireFree(config.host(), config.port());
        Serving serving = Serving.open(config, closing, progress);
        ProxyServer server = ProxyServer.start(config, serving.backend(), serving.embedder());
        return new LocalServer(server, serving.backend().models().getFirst());
    }
}
