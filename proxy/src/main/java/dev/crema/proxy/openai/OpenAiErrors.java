package dev.crema.proxy.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.http.ErrorBody;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Failures as OpenAI's API states them: {@code {"error": {"message", "type", "param", "code"}}}. */
public final class OpenAiErrors {
    private static final Pattern PATH = Pattern.compile("([a-z_]+(?:\\[\\d+]|\\.[a-z_]+)*): .*", Pattern.DOTALL);
    private static final Pattern TOO_LONG =
            Pattern.compile("prompt is too long: (?<tokens>\\d+) tokens > (?<limit>\\d+) maximum");
    private static final int DEFAULT_RETRY_SECONDS = 2;

    private static final String INVALID = "invalid_request_error";
    private static final String SERVER = "server_error";

    private OpenAiErrors() {}

    /** Status, document and headers of a failure. */
    public static ErrorBody of(ChatException failure) {
        String message = failure.getMessage() == null ? "" : failure.getMessage();
        return switch (failure.kind()) {
            case INVALID_REQUEST -> body(400, message, INVALID, param(message), null);
            case CONTEXT_OVERFLOW ->
                body(400, overflowMessage(message), INVALID, "messages", "context_length_exceeded");
            case AUTHENTICATION -> body(401, message, INVALID, null, "invalid_api_key");
            case PERMISSION -> body(403, message, "permission_error", null, "permission_denied");
            case NOT_FOUND -> body(404, message, INVALID, null, notFoundCode(message));
            case METHOD_NOT_ALLOWED -> body(405, message, INVALID, null, "method_not_allowed");
            case TOO_LARGE -> body(413, message, INVALID, null, "request_too_large");
            case RATE_LIMIT -> retry(failure, body(429, message, "rate_limit_error", null, "rate_limit_exceeded"));
            case OVERLOADED -> retry(failure, body(503, message, SERVER, null, "overloaded"));
            case TIMEOUT -> body(504, message, SERVER, null, "timeout");
            case CANCELLED -> body(400, message, INVALID, null, "request_cancelled");
            case INTERNAL -> body(500, message, SERVER, null, "internal_error");
        };
    }

    private static @Nullable String param(String message) {
        Matcher path = PATH.matcher(message);
        return path.matches() ? path.group(1) : null;
    }

    /** Clients compact on either protocol's words, so the message has both. */
    private static String overflowMessage(String message) {
        Matcher numbers = TOO_LONG.matcher(message);
        if (!numbers.find()) {
            return message;
        }
        return "This model's maximum context length is " + numbers.group("limit")
                + " tokens. However, your messages resulted in " + numbers.group("tokens")
                + " tokens. Please reduce the length of the messages. (" + message + ")";
    }

    private static String notFoundCode(String message) {
        return message.toLowerCase(Locale.ROOT).contains("model") ? "model_not_found" : "not_found";
    }

    private static ErrorBody retry(ChatException failure, ErrorBody body) {
        int seconds = failure.retryAfterSeconds() > 0 ? failure.retryAfterSeconds() : DEFAULT_RETRY_SECONDS;
        return new ErrorBody(body.status(), body.body(), Map.of("retry-after", Integer.toString(seconds)));
    }

    private static ErrorBody body(
            int status, String message, String type, @Nullable String param, @Nullable String code) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        document.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return new ErrorBody(status, document, Map.of());
    }
}
