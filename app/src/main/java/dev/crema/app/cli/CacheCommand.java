package dev.crema.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.OfflineCaches;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what the caches hold on disk and clears them, through the server if one runs, else in their files. */
@Command(
        name = "cache",
        mixinStandardHelpOptions = true,
        description = "Show what the caches hold on disk, by project.")
final class CacheCommand implements Runnable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public void run() {
        Config config = config();
        Map<String, Long> projects = new TreeMap<>(ask(config, "GET", "")
                .map(CacheCommand::projects)
                .orElseGet(() -> OfflineCaches.bytesByProject(config)));
        PrintWriter out = spec.commandLine().getOut();
        if (projects.isEmpty()) {
            out.println("The caches hold nothing on disk.");
        }
        projects.forEach((project, bytes) ->
                out.printf("%10s  %s%n", Amounts.bytes(bytes), project.isEmpty() ? "(no project)" : project));
        out.flush();
    }

    private Config config() {
        return ConfigLoader.load(parent.home(), System.getenv(), Map.of()).config();
    }

    private static Map<String, Long> projects(JsonNode document) {
        Map<String, Long> projects = new TreeMap<>();
        document.path("bytes_by_project")
                .properties()
                .forEach(entry -> projects.put(entry.getKey(), entry.getValue().asLong()));
        return projects;
    }

    @Command(
            name = "clear",
            mixinStandardHelpOptions = true,
            description = "Forget a project's prompts and answers, or all of them, in memory and on disk.")
    void clear(
            @Option(names = "--project", paramLabel = "NAME", description = "As 'crema cache' lists it") @Nullable
                    String project,
            @Option(names = "--all", description = "Everything") boolean all) {
        if (all == (project != null)) {
            throw new ParameterException(spec.commandLine(), "give either --project NAME or --all");
        }
        Config config = config();
        String query = project == null ? "" : "?project=" + URLEncoder.encode(project, StandardCharsets.UTF_8);
        if (ask(config, "DELETE", query).isEmpty()) {
            OfflineCaches.forget(config, project);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(project == null ? "Everything is forgotten." : "Forgotten: " + project);
        out.flush();
    }

    /** The running server's answer; empty if none runs. */
    private static Optional<JsonNode> ask(Config config, String method, String query) {
        URI uri = URI.create("http://" + (config.host().contains(":") ? "[" + config.host() + "]" : config.host()) + ":"
                + config.port() + "/api/cache" + query);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(PATIENCE).method(method, HttpRequest.BodyPublishers.noBody());
        if (config.apiKey() != null) {
            request.header("x-api-key", config.apiKey());
        }
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IllegalStateException("What answers on port " + config.port() + " said "
                        + response.statusCode() + ". Stop it, or set the port of your Crema: CREMA_PORT.");
            }
            return Optional.of(JSON.readTree(response.body()));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("The running Crema did not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
