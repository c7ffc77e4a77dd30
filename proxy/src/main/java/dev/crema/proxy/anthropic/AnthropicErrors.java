package dev.crema.proxy.anthropic;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.ErrorBody;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failures as {@code {"type":"error","error":{"type","message"},"request_id"}} with the API's statuses, and the headers by
 * which SDKs decide whether to try again. A context overflow keeps its exact message: Claude Code compacts on it.
 */
public final class AnthropicErrors {
    /** Claude Code gives up when told to wait longer. */
    private static final int LONGEST_WAIT_SECONDS = 60;

    private AnthropicErrors() {}

    /** The response to a failure, its {@code request-id} header included. */
    public static ErrorBody of(ChatException failure, String requestId) {
        Shape shape = shape(failure.kind());
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", "error");
        body.putObject("error").put("type", shape.type).put("message", failure.getMessage());
        body.put("request_id", requestId);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("request-id", requestId);
        headers.put("x-should-retry", Boolean.toString(shape.retry));
        if (shape.retry && failure.retryAfterSeconds() > 0) {
            headers.put("retry-after", Integer.toString(Math.min(failure.retryAfterSeconds(), LONGEST_WAIT_SECONDS)));
        }
        return new ErrorBody(shape.status, body, Map.copyOf(headers));
    }

    /**
     * A retry after a timeout gets further, because the prompt's cache is kept. A fault of ours may be a passing lack of
     * memory; SDKs try twice.
     */
    private static Shape shape(ChatException.Kind kind) {
        return switch (kind) {
            case INVALID_REQUEST, CONTEXT_OVERFLOW, CANCELLED -> new Shape(400, "invalid_request_error", false);
            case AUTHENTICATION -> new Shape(401, "authentication_error", false);
            case PERMISSION -> new Shape(403, "permission_error", false);
            case NOT_FOUND -> new Shape(404, "not_found_error", false);
            case METHOD_NOT_ALLOWED -> new Shape(405, "invalid_request_error", false);
            case TOO_LARGE -> new Shape(413, "request_too_large", false);
            case RATE_LIMIT -> new Shape(429, "rate_limit_error", true);
            case OVERLOADED -> new Shape(529, "overloaded_error", true);
            case TIMEOUT -> new Shape(504, "timeout_error", true);
            case INTERNAL -> new Shape(500, "api_error", true);
        };
    }

    private record Shape(int status, String type, boolean retry) {}
}
