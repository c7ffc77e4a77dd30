package dev.crema.proxy.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class JsonBodyTest {
    private static final String BODY = "{\"b\": 1, \"a\": \"ü\"}";

    @Test
    void keepsTheOrderOfKeys() throws IOException {
        assertThat(read(BODY.getBytes(UTF_8), null).toString()).isEqualTo("{\"b\":1,\"a\":\"ü\"}");
    }

    @Test
    void theLastOfDuplicateKeysCounts() throws IOException {
        assertThat(read("{\"a\":1,\"a\":2}".getBytes(UTF_8), null).toString()).isEqualTo("{\"a\":2}");
    }

    @Test
    void utf16IsRecognised() throws IOException {
        assertThat(read(BODY.getBytes(UTF_16BE), null).path("a").asText()).isEqualTo("ü");
    }

    @Test
    void gzipAndDeflateAreInflated() throws IOException {
        assertThat(read(gzip(BODY.getBytes(UTF_8)), "gzip").path("a").asText()).isEqualTo("ü");
        assertThat(read(deflate(BODY.getBytes(UTF_8)), "Deflate").path("a").asText())
                .isEqualTo("ü");
    }

    @Test
    void otherEncodingsAreRefusedByName() {
        for (String encoding : new String[] {"br", "zstd", "gzip, gzip"}) {
            assertThat(refusal(BODY.getBytes(UTF_8), encoding))
                    .hasMessageContaining(encoding)
                    .extracting(ChatException::kind)
                    .isEqualTo(ChatException.Kind.INVALID_REQUEST);
        }
    }

    @Test
    void aBombIsRefusedByItsInflatedSize() throws IOException {
        byte[] spaces = new byte[2_000_000];
        Arrays.fill(spaces, (byte) ' ');
        byte[] bomb = gzip(spaces);

        assertThat(bomb.length).isLessThan(10_000);
        assertThat(refusal(bomb, "gzip").kind()).isEqualTo(ChatException.Kind.TOO_LARGE);
    }

    @Test
    void brokenCompressionIsTheClientsFault() throws IOException {
        byte[] whole = gzip(BODY.getBytes(UTF_8));

        assertThat(refusal(Arrays.copyOf(whole, whole.length - 12), "gzip")).hasMessageContaining("cut off");
        assertThat(refusal(BODY.getBytes(UTF_8), "gzip")).hasMessageContaining("gzip");
    }

    @Test
    void malformedJsonIsToldWithItsPlace() {
        assertThat(refusal("{\n \"a\": tru,\n}".getBytes(UTF_8), null)).hasMessageContaining("line 2, column");
        assertThat(refusal("{} {}".getBytes(UTF_8), null)).hasMessageContaining("not valid JSON");
        assertThat(refusal("{\"a\":".getBytes(UTF_8), null)).hasMessageContaining("not valid JSON");
    }

    @Test
    void onlyObjectsAreRequests() {
        assertThat(refusal("[1]".getBytes(UTF_8), null)).hasMessageContaining("not array");
        assertThat(refusal("null".getBytes(UTF_8), null)).hasMessageContaining("not null");
        assertThat(refusal(new byte[0], null)).hasMessageContaining("empty");
        assertThat(refusal("  ".getBytes(UTF_8), null)).hasMessageContaining("empty");
    }

    @Test
    void bytesThatAreNoUtf8AreRefused() {
        assertThat(refusal("{\"a\":\"ü\"}".getBytes(ISO_8859_1), null).kind())
                .isEqualTo(ChatException.Kind.INVALID_REQUEST);
    }

    @Test
    void aDeclaredForeignCharsetIsRefusedByName() {
        ChatException e = catchThrowableOfType(
                ChatException.class,
                () -> JsonBody.read(
                        new ByteArrayInputStream(BODY.getBytes(ISO_8859_1)),
                        "application/json; charset=ISO-8859-1",
                        null,
                        1000));

        assertThat(e).hasMessageContaining("iso-8859-1");
    }

    @Test
    void declaredUtf8IsFineInEverySpelling() throws IOException {
        for (String type : new String[] {
            "application/json; charset=utf-8", "application/json;charset=\"UTF-8\"", "text/plain; charset=utf8; x=y"
        }) {
            assertThat(JsonBody.read(new ByteArrayInputStream(BODY.getBytes(UTF_8)), type, null, 1000))
                    .isNotEmpty();
        }
    }

    @Test
    void deepNestingIsRefusedNotOverflown() {
        String deep = "{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";

        assertThat(refusal(deep.getBytes(UTF_8), null).kind()).isEqualTo(ChatException.Kind.INVALID_REQUEST);
    }

    @Test
    void aLongStringIsFine() throws IOException {
        String image = "A".repeat(30_000_000);

        ObjectNode body = JsonBody.read(
                new ByteArrayInputStream(("{\"data\":\"" + image + "\"}").getBytes(UTF_8)), null, null, 40_000_000);

        assertThat(body.get("data").textValue()).hasSize(30_000_000);
    }

    @Test
    void anEndlessBodyIsReadUpToTheLimitOnly() {
        long[] read = {0};
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                read[0]++;
                return ' ';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                Arrays.fill(buffer, offset, offset + length, (byte) ' ');
                read[0] += length;
                return length;
            }
        };

        ChatException e =
                catchThrowableOfType(ChatException.class, () -> JsonBody.read(endless, null, null, 1_000_000));

        assertThat(e.kind()).isEqualTo(ChatException.Kind.TOO_LARGE);
        assertThat(read[0]).isLessThan(1_100_000);
    }

    private static ObjectNode read(byte[] body, String encoding) throws IOException {
        return JsonBody.read(new ByteArrayInputStream(body), "application/json", encoding, 1_000_000);
    }

    private static ChatException refusal(byte[] body, String encoding) {
        return catchThrowableOfType(ChatException.class, () -> read(body, encoding));
    }

    private static byte[] gzip(byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream zip = new GZIPOutputStream(out)) {
            zip.write(data);
        }
        return out.toByteArray();
    }

    private static byte[] deflate(byte[] data) throws IOException {
        var out = new ByteArrayOutputStream();
        try (OutputStream zip = new DeflaterOutputStream(out)) {
            zip.write(data);
        }
        return out.toByteArray();
    }
}
