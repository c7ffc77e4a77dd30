package dev.crema.mlx.hub;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.crema.mlx.hub.HubException.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a hub, as Hugging Face's protocol has it. Follows redirects itself, because the token must not follow them. Safe from any
 * thread. An {@link IOException} means that trying again may help, a {@link HubException} that it does not.
 */
final class HubClient implements AutoCloseable {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MOST_REDIRECTS = 5;
    private static final int LONGEST_INFO = 32 << 20;

    private final HubAccess access;
    private final Duration patience;
    private final HttpClient http;

    /** Connects to nobody yet. */
    HubClient(HubAccess access, Duration patience) {
        this.access = access;
        this.patience = patience;
        this.http = HttpClient.newBuilder()
                // One connection for each file: over HTTP/2 all of them would share one.
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience)
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("crema-hub-", 0).factory()))
                .build();
    }

    /** What the hub says of a model. */
    HubModel model(RepoId repo, String revision) throws IOException, InterruptedException {
        HttpResponse<Chunks> response = get(access.info(repo, revision), Map.of());
        try (Chunks body = response.body()) {
            if (response.statusCode() != 200) {
                throw refusal(response, repo);
            }
            return HubModel.parse(repo, MAPPER.readTree(body.all(LONGEST_INFO, patience)));
        } catch (JsonProcessingException e) {
            throw new HubException(
                    Reason.UNUSABLE,
                    "What answers at " + access.base() + " is not a hub: its answer is not JSON. Check hub.url.",
                    e);
        }
    }

    /**
     * A file's content, which the caller closes: status 200 is the whole file, 206 what follows a byte, 416 none of both.
     *
     * @param from where to begin; 0 for the whole file
     * @param etag what the first part of it came with; another content is sent as a whole then. Null: not known
     */
    HttpResponse<Chunks> file(RepoId repo, String commit, String path, long from, @Nullable String etag)
            throws IOException, InterruptedException {
        Map<String, String> headers = new LinkedHashMap<>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
            if (etag != null) {
                headers.put("If-Range", etag);
            }
        }
        HttpResponse<Chunks> response = get(access.file(repo, commit, path), headers);
        int status = response.statusCode();
        if (status == 200 || (from > 0 && (status == 206 || status == 416))) {
            return response;
        }
        response.body().close();
        throw refusal(response, repo);
    }

    private HttpResponse<Chunks> get(URI first, Map<String, String> headers) throws IOException, InterruptedException {
        URI uri = first;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            HttpResponse<Chunks> response = send(request(uri, headers));
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            response.body().close();
            uri = target(response);
        }
        throw new IOException("it redirects in circles");
    }

    private HttpRequest request(URI uri, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("User-Agent", "crema").header("Accept-Encoding", "identity");
        headers.forEach(request::header);
        String token = access.token();
        if (token != null && access.owns(uri)) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }

    /** Waits for the head of the answer only; the request's own time limit covers the body too in newer versions of Java. */
    private HttpResponse<Chunks> send(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<Chunks>> answer = http.sendAsync(request, head -> new Chunks());
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new IOException("no answer for " + patience.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }

    private static URI target(HttpResponse<?> response) throws IOException {
        String location = response.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = response.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw new IOException("it redirects to what is no address", e);
        }
        boolean encrypted = HubAccess.isScheme(target, "https");
        if (!encrypted && (HubAccess.isScheme(response.uri(), "https") || !HubAccess.isScheme(target, "http"))) {
            throw new IOException("it redirects to a place that is not encrypted");
        }
        return target;
    }

    private IOException refusal(HttpResponse<?> response, RepoId repo) {
        int status = response.statusCode();
        boolean own = access.owns(response.uri());
        if (status == 429 || status >= 500) {
            return new BusyException(status, retryAfter(response));
        }
        if (!own) {
            // Links to the hub's storage are signed and grow old; the hub gives a new one.
            return new IOException("the hub's storage answered " + status);
        }
        return switch (status) {
            case 401, 403 -> throw denied(response, repo);
            case 404, 410 ->
                throw new HubException(
                        Reason.NOT_FOUND,
                        "The hub at " + access.base() + " has no " + repo + ", or not that revision or file of it."
                                + " Check the name; upper and lower case count.");
            default -> new IOException("it answered " + status);
        };
    }

    /** A hub says 401 of gated models, and of those it has not, so that private ones stay unknown. */
    private HubException denied(HttpResponse<?> response, RepoId repo) {
        boolean unknown =
                response.headers().firstValue("X-Error-Code").orElse("").equals("RepoNotFound");
        String what = unknown
                ? "The hub at " + access.base() + " has no " + repo
                        + " that it shows to everybody. Check the name. If it is" + " private, "
                : repo + " is gated: its owner asks for a licence to be accepted first. Do that at " + access.page(repo)
                        + ", then ";
        String token = access.token() == null
                ? "set an access token of your account: hub.token in config.json, or CREMA_HUB_TOKEN."
                : "check the access token (hub.token or CREMA_HUB_TOKEN): it is of another account, has ended, or may"
                        + " not read this model.";
        return new HubException(Reason.GATED, what + token);
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    /** Gives up what is under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
