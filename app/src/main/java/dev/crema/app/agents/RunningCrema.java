package dev.crema.app.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.proxy.config.Config;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** The Crema that runs on this machine, asked over HTTP what it serves. */
public final class RunningCrema {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Set<String> EVERY_ADDRESS = Set.of("0.0.0.0", "::", "[::]");

    private RunningCrema() {}

    /** Where a proxy with this configuration is reached from this machine. */
    public static URI address(Config config) {
        String host = config.host();
        String name = EVERY_ADDRESS.contains(host)
                ? "127.0.0.1"
                : host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return URI.create("http://" + name + ":" + config.port());
    }

    /**
     * What clients can be pointed at; empty if nothing listens there.
     *
     * @throws ClientSetupException if what listens is not Crema, wants another key, or has no model yet
     */
    public static Optional<Endpoint> find(Config config) {
        if (config.port() == 0) {
            return Optional.empty();
        }
        URI address = address(config);
        try (HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build()) {
            JsonNode health = get(http, config, address.resolve("/health"));
            if (!health.path("backend").isTextual() || !health.has("model")) {
                throw stranger(address);
            }
            String model = health.path("model").textValue();
            if (model == null) {
                throw new ClientSetupException(
                        "The Crema at " + address + " has not loaded its model yet. Try again in a few seconds.");
            }
            for (JsonNode entry :
                    get(http, config, address.resolve("/v1/models")).path("data")) {
                int window = entry.path("max_input_tokens").asInt();
                if (model.equals(entry.path("id").textValue()) && window > 0) {
                    return Optional.of(new Endpoint(address, config.apiKey(), model, window));
                }
            }
            throw stranger(address);
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new ClientSetupException(
                    "What listens at " + address + " did not answer as Crema does: " + e.getMessage()
                            + ". Stop it, or give Crema another port: CREMA_PORT.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientSetupException("interrupted while asking Crema at " + address, e);
        }
    }

    /**
     * Whether a protocol is served there, found out with a request that asks no model.
     *
     * @throws ClientSetupException if nothing answers
     */
    public static boolean serves(Endpoint endpoint, Wire wire) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.base() + wire.path()))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + endpoint.presentedKey())
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() != 404;
        } catch (IOException e) {
            throw new ClientSetupException(
                    "Nothing answers at " + endpoint.base() + ". Start Crema, then try again.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClientSetupException("interrupted while asking Crema at " + endpoint.base(), e);
        }
    }

    private static JsonNode get(HttpClient http, Config config, URI uri) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).header("anthropic-version", "2023-06-01");
        if (config.apiKey() != null) {
            request.header("x-api-key", config.apiKey());
        }
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 401) {
            throw new ClientSetupException(
                    "The Crema at " + uri.resolve("/")
                            + " was started with another key than this one has. Set CREMA_API_KEY to the key it was started with.");
        }
        if (response.statusCode() != 200) {
            throw stranger(uri.resolve("/"));
        }
        try {
            return JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw stranger(uri.resolve("/"));
        }
    }

    private static ClientSetupException stranger(URI address) {
        return new ClientSetupException("Something listens at " + address
                + ", but it is not Crema. Stop it, or give Crema another port: CREMA_PORT.");
    }
}
