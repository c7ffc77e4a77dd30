package dev.crema.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.wiring.ListenAddress;
import dev.crema.app.wiring.StartException;
import dev.crema.proxy.config.Config;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether Crema can listen on its port, or who has it: a Crema that runs is as it should be. */
final class PortCheck implements Check {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Config config;

    PortCheck(Config config) {
        this.config = config;
    }

    @Override
    public List<Finding> look() {
        String place = config.port() + " on " + config.host();
        try {
            ListenAddress.requireFree(config.host(), config.port());
            return List.of(
                    Finding.ok("port", config.port() == 0 ? "any free one on " + config.host() : place + " is free"));
        } catch (StartException e) {
            return List.of(runningCrema()
                    .map(crema -> Finding.ok("port", place + ": " + crema + " answers there"))
                    .orElseGet(() -> taken(place, String.valueOf(e.getMessage()))));
        }
    }

    private Finding taken(String place, String reason) {
        String fix = "Stop it, or give Crema another port: CREMA_PORT or --port N.";
        return PortOwner.of(config.port())
                .map(owner -> Finding.problem("port", place + " is taken by " + owner, fix))
                .orElseGet(() -> Finding.problem("port", reason, fix));
    }

    /** Crema's name, version and model as a server on the port tells them; empty if it is none. */
    private Optional<String> runningCrema() {
        String host = config.host().contains(":") ? "[" + config.host() + "]" : config.host();
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://" + host + ":" + config.port() + "/health"))
                .timeout(PATIENCE);
        if (config.apiKey() != null) {
            request.header("x-api-key", config.apiKey());
        }
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode health = JSON.readTree(response.body());
            return response.statusCode() == 200 && health.path("uptime_seconds").isNumber()
                    ? Optional.of("Crema " + health.path("version").asText() + " with "
                            + health.path("model").asText())
                    : Optional.empty();
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
