package dev.crema.app.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Requests as Claude Code sends them. */
public final class Messages {
    private Messages() {}

    /** A request that is answered in four tokens, whole. */
    public static void ask(URI address, String session, String system, String question) throws Exception {
        String body = """
                {"model":"any","max_tokens":4,"temperature":0,"system":"%s","messages":[{"role":"user","content":"%s"}],
                 "tools":[{"name":"Berths","description":"Lists the berths.","input_schema":{"type":"object"}}]}""".formatted(system, question);
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> response =
                    client.send(request(address, session, body), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
    }

    /** Any body. */
    public static HttpRequest request(URI address, String session, String body) {
        return HttpRequest.newBuilder(address.resolve("/v1/messages"))
                .header("content-type", "application/json")
                .header("user-agent", "claude-cli/2.1.330 (external, cli)")
                .header("anthropic-version", "2023-06-01")
                .header("x-claude-code-session-id", session)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
