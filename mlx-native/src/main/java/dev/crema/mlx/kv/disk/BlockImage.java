package dev.crema.mlx.kv.disk;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * The bytes of a safetensors file, in pieces so that planes need not be copied.
 *
 * @param head length and JSON header
 * @param body planes and checksums, in order
 */
record BlockImage(ByteBuffer head, List<ByteBuffer> body) {
    int headBytes() {
        return head.remaining();
    }

    long bodyBytes() {
        long sum = 0;
        for (ByteBuffer part : body) {
            sum += part.remaining();
        }
        return sum;
    }
}
