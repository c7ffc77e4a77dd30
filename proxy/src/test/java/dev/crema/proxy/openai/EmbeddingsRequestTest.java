package dev.crema.proxy.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmbeddingsRequestTest {
    @Test
    void oneTextOrSeveral() {
        assertThat(decode("{'model': 'm', 'input': 'crema'}"))
                .isEqualTo(new EmbeddingsRequest("m", List.of("crema"), false, null));
        assertThat(
                        decode(
                                "{'model': 'm', 'input': ['a', 'b'], 'encoding_format': 'base64', 'dimensions': 384, 'user': 'u'}"))
                .isEqualTo(new EmbeddingsRequest("m", List.of("a", "b"), true, 384));
    }

    @Test
    void nullCountsAsAbsentAndUnknownFieldsAreIgnored() {
        assertThat(decode(
                        "{'model': 'm', 'input': 'a', 'encoding_format': null, 'dimensions': null, 'truncate': 'END'}"))
                .isEqualTo(new EmbeddingsRequest("m", List.of("a"), false, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'input': 'a'}                                           | model:",
                "{'model': 'm'}                                           | input: is required",
                "{'model': 'm', 'input': ''}                              | input: must not be empty",
                "{'model': 'm', 'input': []}                              | input: must be a string or an array of 1 to 2048",
                "{'model': 'm', 'input': {'text': 'a'}}                   | input: must be a string",
                "{'model': 'm', 'input': ['a', '']}                       | input[1]: must not be empty",
                "{'model': 'm', 'input': ['a', true]}                     | input[1]: must be a string",
                "{'model': 'm', 'input': [1, 2, 3]}                       | input[0]: must be text; token ids",
                "{'model': 'm', 'input': [[1, 2], [3]]}                   | input[0]: must be text; token ids",
                "{'model': 'm', 'input': 'a', 'encoding_format': 'int8'}  | encoding_format: must be float or base64, but is int8",
                "{'model': 'm', 'input': 'a', 'dimensions': 0}            | dimensions: must be a whole number from 1"
            })
    void whatIsWrongIsToldWithItsPlace(String body, String message) {
        ChatException refused = catchThrowableOfType(ChatException.class, () -> decode(body));

        assertThat(refused.kind()).isEqualTo(ChatException.Kind.INVALID_REQUEST);
        assertThat(refused).hasMessageStartingWith(message);
    }

    @Test
    void tooManyTextsAreRefused() {
        String texts = "'a',".repeat(2048) + "'a'";

        assertThat(catchThrowableOfType(ChatException.class, () -> decode("{'model': 'm', 'input': [" + texts + "]}")))
                .hasMessageContaining("2048");
    }

    @Test
    void bothEncodingsSayTheSame() {
        float[] vector = {0.6f, -0.8f, 1e-9f};
        ObjectNode numbers = EmbeddingsAnswer.of("m", List.of(vector, vector), false, 7);
        ObjectNode text = EmbeddingsAnswer.of("m", List.of(vector), true, 7);

        assertThat(numbers.at("/data/1/index").intValue()).isEqualTo(1);
        assertThat(numbers.at("/usage/prompt_tokens").intValue()).isEqualTo(7);
        ByteBuffer bytes = ByteBuffer.wrap(
                        Base64.getDecoder().decode(text.at("/data/0/embedding").textValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < vector.length; i++) {
            assertThat(bytes.getFloat()).isEqualTo(vector[i]);
            assertThat(numbers.at("/data/0/embedding/" + i).floatValue()).isEqualTo(vector[i]);
        }
    }

    private static EmbeddingsRequest decode(String json) {
        try {
            return EmbeddingsRequest.decode((ObjectNode) new JsonMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
