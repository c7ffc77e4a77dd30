package dev.crema.proxy.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.crema.proxy.chat.ChatException;
import java.io.CharConversionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request's body into one JSON object: parsed while it arrives, in one pass, never held as bytes. Safe from any
 * thread.
 */
public final class JsonBody {
    /** No real request nests as deep; a thousand brackets are an attack on the stack. */
    static final int MAX_DEPTH = 256;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            // A base64 image is one string; the body's own limit is what protects the memory.
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonBody() {}

    /**
     * Reads to the end of the body.
     *
     * @param contentType header of that name, for its charset
     * @param contentEncoding header of that name: identity, gzip or deflate
     * @param limit most bytes, counted both as sent and as inflated
     * @throws ChatException if the body is too large, not JSON, or no object
     * @throws IOException if the client is gone
     */
    public static ObjectNode read(
            InputStream body, @Nullable String contentType, @Nullable String contentEncoding, long limit)
            throws IOException {
        checkCharset(contentType);
        try (InputStream in = decoded(new LimitedInputStream(body, limit), contentEncoding, limit)) {
            JsonNode root = MAPPER.readTree(in);
            if (root instanceof ObjectNode object) {
                return object;
            }
            throw invalid(
                    root == null || root.isMissingNode()
                            ? "The request body is empty; a JSON object is expected."
                            : "The request body must be a JSON object, not "
                                    + root.getNodeType().name().toLowerCase(Locale.ROOT) + ".");
        } catch (JsonProcessingException e) {
            var where = e.getLocation();
            String place = where == null ? "" : " at line " + where.getLineNr() + ", column " + where.getColumnNr();
            throw invalid("The request body is not valid JSON" + place + ": " + e.getOriginalMessage());
        } catch (CharConversionException e) {
            throw invalid("The request body is not valid UTF-8: " + e.getMessage());
        } catch (ZipException e) {
            throw invalid("The request body is not valid " + contentEncoding + " data: " + e.getMessage());
        } catch (EOFException e) {
            // The inflater throws this very class; a connection's end comes as a subclass.
            if (e.getClass() == EOFException.class) {
                throw invalid("The request body's " + contentEncoding + " data is cut off.");
            }
            throw e;
        }
    }

    /** The refusal of a body above the limit. */
    public static ChatException tooLarge(long limit) {
        return new ChatException(
                ChatException.Kind.TOO_LARGE,
                "The request body is larger than the " + limit + " bytes this server accepts. Send less, or raise"
                        + " maxBodyBytes in Crema's configuration.");
    }

    private static InputStream decoded(InputStream in, @Nullable String encoding, long limit) throws IOException {
        String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new LimitedInputStream(new GZIPInputStream(in, 8192), limit);
            case "deflate" -> new LimitedInputStream(new InflaterInputStream(in), limit);
            default ->
                throw invalid("Content-Encoding \"" + encoding
                        + "\" is not supported; send the body uncompressed, or with gzip or deflate.");
        };
    }

    /** JSON travels as UTF-8, 16 or 32 (RFC 8259), which the parser tells apart by itself. */
    private static void checkCharset(@Nullable String contentType) {
        if (contentType == null) {
            return;
        }
        String lower = contentType.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("charset=");
        if (at < 0) {
            return;
        }
        String rest = lower.substring(at + "charset=".length());
        int end = rest.indexOf(';');
        String charset =
                (end < 0 ? rest : rest.substring(0, end)).replace('"', ' ').strip();
        if (!charset.startsWith("utf-") && !charset.equals("utf8") && !charset.equals("us-ascii")) {
            throw invalid("Charset \"" + charset + "\" is not supported; send JSON in UTF-8.");
        }
    }

    private static ChatException invalid(String message) {
        return new ChatException(ChatException.Kind.INVALID_REQUEST, message);
    }
}
