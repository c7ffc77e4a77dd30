package dev.crema.proxy.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.http.ErrorBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenAiErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, 400, invalid_request_error, null",
        "CONTEXT_OVERFLOW, 400, invalid_request_error, context_length_exceeded",
        "AUTHENTICATION, 401, invalid_request_error, invalid_api_key",
        "PERMISSION, 403, permission_error, permission_denied",
        "NOT_FOUND, 404, invalid_request_error, not_found",
        "METHOD_NOT_ALLOWED, 405, invalid_request_error, method_not_allowed",
        "TOO_LARGE, 413, invalid_request_error, request_too_large",
        "RATE_LIMIT, 429, rate_limit_error, rate_limit_exceeded",
        "OVERLOADED, 503, server_error, overloaded",
        "TIMEOUT, 504, server_error, timeout",
        "INTERNAL, 500, server_error, internal_error"
    })
    void everyKindHasItsStatusTypeAndCode(Kind kind, int status, String type, String code) {
        ErrorBody error = OpenAiErrors.of(new ChatException(kind, "Something happened."));
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.body().at("/error/message").asText()).isEqualTo("Something happened.");
        assertThat(error.body().at("/error/type").asText()).isEqualTo(type);
        assertThat(error.body().at("/error/code").asText()).isEqualTo(code);
        assertThat(error.body().at("/error").has("param")).isTrue();
    }

    @Test
    void overflowSpeaksBothProtocolsWords() {
        ErrorBody error = OpenAiErrors.of(ChatException.promptTooLong(9000, 8192));
        assertThat(error.body().at("/error/message").asText())
                .contains("This model's maximum context length is 8192 tokens")
                .contains("your messages resulted in 9000 tokens")
                .contains("prompt is too long: 9000 tokens > 8192 maximum");
        assertThat(error.body().at("/error/param").asText()).isEqualTo("messages");
    }

    @Test
    void onlyAPathBecomesTheParam() {
        assertThat(param("messages[12].content[0].image_url: is required"))
                .isEqualTo("messages[12].content[0].image_url");
        assertThat(param("Something odd: happened")).isEqualTo("null");
        assertThat(param("no path")).isEqualTo("null");
    }

    private static String param(String message) {
        return OpenAiErrors.of(new ChatException(Kind.INVALID_REQUEST, message))
                .body()
                .at("/error/param")
                .asText();
    }

    @Test
    void anUnknownModelHasItsOwnCode() {
        ErrorBody error = OpenAiErrors.of(new ChatException(Kind.NOT_FOUND, "There is no model 'x'."));
        assertThat(error.body().at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RATE_LIMIT", "OVERLOADED"})
    void whoShallComeBackIsToldWhen(Kind kind) {
        assertThat(OpenAiErrors.of(new ChatException(kind, "busy", 7, null)).headers())
                .containsEntry("retry-after", "7");
        assertThat(OpenAiErrors.of(new ChatException(kind, "busy")).headers()).containsKey("retry-after");
        assertThat(OpenAiErrors.of(new ChatException(Kind.INTERNAL, "broken")).headers())
                .isEmpty();
    }
}
