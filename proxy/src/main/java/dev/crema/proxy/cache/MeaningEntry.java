package dev.crema.proxy.cache;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * What leads from a text's meaning to an answer.
 *
 * @param answer the answer's key
 * @param scope what else was asked the same, see {@link RequestKey#scopeOf}
 * @param vector of length 1
 */
record MeaningEntry(RequestKey answer, RequestKey scope, float[] vector) {
    /** The cosine of the angle between two vectors of length 1. */
    static double similarity(float[] a, float[] b) {
        if (a.length != b.length) {
            return 0;
        }
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /** The vector as little-endian floats. */
    byte[] vectorBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return bytes.array();
    }

    /** A vector from {@link #vectorBytes}. */
    static float[] vector(byte[] bytes) {
        FloatBuffer floats =
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
        float[] vector = new float[floats.remaining()];
        floats.get(vector);
        return vector;
    }
}
