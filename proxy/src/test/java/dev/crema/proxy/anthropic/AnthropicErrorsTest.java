package dev.crema.proxy.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crema.proxy.chat.ChatException;
import dev.crema.proxy.chat.ChatException.Kind;
import dev.crema.proxy.http.ErrorBody;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnthropicErrorsTest {
    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST,400,invalid_request_error,false",
        "CONTEXT_OVERFLOW,400,invalid_request_error,false",
        "AUTHENTICATION,401,authentication_error,false",
        "PERMISSION,403,permission_error,false",
        "NOT_FOUND,404,not_found_error,false",
        "METHOD_NOT_ALLOWED,405,invalid_request_error,false",
        "TOO_LARGE,413,request_too_large,false",
        "RATE_LIMIT,429,rate_limit_error,true",
        "OVERLOADED,529,overloaded_error,true",
        "TIMEOUT,504,timeout_error,true",
        "INTERNAL,500,api_error,true"
    })
    void everyKindHasItsStatusAndType(Kind kind, int status, String type, String retry) {
        ErrorBody error = AnthropicErrors.of(new ChatException(kind, "why"), "req_1");
        assertThat(error.status()).isEqualTo(status);
        assertThat(error.body())
                .isEqualTo(Json.object(
                        "{'type':'error','error':{'type':'" + type + "','message':'why'},'request_id':'req_1'}"));
        assertThat(error.headers())
                .containsEntry("request-id", "req_1")
                .containsEntry("x-should-retry", retry)
                .doesNotContainKey("retry-after");
    }

    @Test
    void overflowKeepsTheWordsClientsCompactOn() {
        ErrorBody error = AnthropicErrors.of(ChatException.promptTooLong(40000, 32768), "req_1");
        assertThat(error.body().at("/error/message").asText())
                .isEqualTo("prompt is too long: 40000 tokens > 32768 maximum");
    }

    @ParameterizedTest
    @CsvSource({"OVERLOADED,7,7", "RATE_LIMIT,600,60", "INVALID_REQUEST,7,"})
    void whoMayRetryIsToldWhen(Kind kind, int seconds, String header) {
        ErrorBody error = AnthropicErrors.of(new ChatException(kind, "why", seconds, null), "req_1");
        assertThat(error.headers().get("retry-after")).isEqualTo(header);
    }
}
