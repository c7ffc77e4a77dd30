package dev.crema.app.agents;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Locale;

/** Asks the model a small question in a client's own protocol. */
public final class Probe {
    /** A small model on a slow machine needs seconds; one that is being loaded, minutes. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final JsonMapper JSON = new JsonMapper();

    private Probe() {}

    /** Sends the request and waits for the answer. Never throws; an interrupt ends it and stays set. */
    public static ProbeResult run(Client client, Endpoint endpoint, Duration patience) {
        Wire wire = client.wire();
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint.base() + wire.path()))
                .timeout(patience)
                .header("content-type", "application/json")
                .header("anthropic-version", "2023-06-01")
                .header("authorization", "Bearer " + endpoint.presentedKey())
                .POST(HttpRequest.BodyPublishers.ofString(
                        wire.smallRequest(endpoint.model()).toString()))
                .build();
        long start = System.nanoTime();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return judged(client, endpoint, response, Duration.ofNanos(System.nanoTime() - start));
        } catch (ConnectException e) {
            return ProbeResult.bad("Nothing answers at " + endpoint.base()
                    + ". Start Crema, in the menu bar or with 'crema serve', and try again.");
        } catch (HttpTimeoutException e) {
            return ProbeResult.bad(endpoint.base() + " did not answer within " + patience.toSeconds()
                    + " s. The model may be busy with long prompts, or too large for this machine: try again later, or"
                    + " choose a smaller one.");
        } catch (IOException e) {
            return ProbeResult.bad("The connection to " + endpoint.base() + " broke: " + e.getMessage()
                    + ". Crema's log says more; try again.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ProbeResult.bad("The test was stopped before an answer came.");
        }
    }

    private static ProbeResult judged(Client client, Endpoint endpoint, HttpResponse<String> response, Duration took) {
        JsonNode document = document(response.body());
        String said = document.path("error").path("message").asText("");
        return switch (response.statusCode()) {
            case 200 ->
                client.wire().isAnswer(document)
                        ? ProbeResult.good(String.format(
                                Locale.ROOT, "%s answered in %.1f s.", endpoint.model(), took.toMillis() / 1000.0))
                        : notCrema(endpoint);
            case 401, 403 ->
                ProbeResult.bad("Crema refused the key: " + said + " Connect " + client.name()
                        + " again, so that it gets the present one.");
            case 404, 405 ->
                said.isEmpty()
                        ? notCrema(endpoint)
                        : ProbeResult.bad(
                                "This Crema does not serve " + client.wire().path() + ", which " + client.name()
                                        + " needs. Update Crema, or use another client.");
            case 429, 503, 529 ->
                ProbeResult.bad("Crema has too much to do at the moment: " + said + " Try again later.");
            default ->
                ProbeResult.bad("Crema answered with status " + response.statusCode() + ": "
                        + (said.isEmpty() ? "no reason given." : said) + " Its log says more.");
        };
    }

    private static ProbeResult notCrema(Endpoint endpoint) {
        return ProbeResult.bad("Something answers at " + endpoint.base()
                + ", but it is not Crema. Stop it, or give Crema another port: CREMA_PORT.");
    }

    private static JsonNode document(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            return JSON.missingNode();
        }
    }
}
