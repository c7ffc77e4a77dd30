package dev.crema.proxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * A failure in a client's protocol.
 *
 * @param status HTTP status
 * @param body the protocol's error document
 * @param headers further response headers, for example {@code retry-after}
 */
public record ErrorBody(int status, ObjectNode body, Map<String, String> headers) {}
