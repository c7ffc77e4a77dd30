package dev.crema.mlx.kv;

import dev.crema.mlx.array.DType;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shape of one model's keys and values.
 *
 * <p>Quantized ones are what {@code mlx.core.quantize} makes of each head of each token: packed uint32, least significant
 * bits first, and per group a scale and a bias of the model's type, so that number = scale × packed + bias.
 *
 * @param layers layers that attend
 * @param kvHeads key and value heads per layer
 * @param headDim numbers per head
 * @param dtype their type in the model
 * @param format how they are held
 */
public record KvLayout(int layers, int kvHeads, int headDim, DType dtype, KvFormat format) {
    private static final Logger LOG = LoggerFactory.getLogger(KvLayout.class);
    private static final int GROUP = 64;
    private static final int SMALL_GROUP = 32;

    /**
     * A part of the keys and values that is an array of its own.
     *
     * @param name unique within the layout
     * @param dtype type of its elements
     * @param width elements per head of one token
     */
    public record Plane(String name, DType dtype, int width) {}

    /** @throws IllegalArgumentException if heads of this size cannot be quantized */
    public KvLayout {
        if (format.quantized() && headDim % SMALL_GROUP != 0) {
            throw new IllegalArgumentException("heads of " + headDim + " numbers have no groups of " + SMALL_GROUP);
        }
    }

    /** In the model's precision. */
    public KvLayout(int layers, int kvHeads, int headDim, DType dtype) {
        this(layers, kvHeads, headDim, dtype, KvFormat.MODEL);
    }

    /**
     * The same keys and values in another format. Those whose heads have no groups of 32 stay in the model's precision;
     * the log says so.
     */
    public KvLayout withFormat(KvFormat wanted) {
        KvFormat possible = wanted;
        if (wanted.quantized() && headDim % SMALL_GROUP != 0) {
            LOG.warn(
                    "Keys and values stay in the model's precision instead of {} bits: its heads have {} numbers, which is"
                            + " not a multiple of {}. They take more memory; nothing else changes.",
                    wanted.bits(),
                    headDim,
                    SMALL_GROUP);
            possible = KvFormat.MODEL;
        }
        return new KvLayout(layers, kvHeads, headDim, dtype, possible);
    }

    /** Numbers that share a scale and a bias in a quantized format. */
    public int groupSize() {
        return headDim % GROUP == 0 ? GROUP : SMALL_GROUP;
    }

    /** The arrays that make up the keys and values: first the keys', then the values' in the same order. */
    public List<Plane> planes() {
        if (!format.quantized()) {
            return List.of(new Plane("keys", dtype, headDim), new Plane("values", dtype, headDim));
        }
        int packed = headDim * format.bits() / Integer.SIZE;
        int groups = headDim / groupSize();
        return List.of(
                new Plane("keys", DType.UINT32, packed),
                new Plane("keys.scales", dtype, groups),
                new Plane("keys.biases", dtype, groups),
                new Plane("values", DType.UINT32, packed),
                new Plane("values.scales", dtype, groups),
                new Plane("values.biases", dtype, groups));
    }

    /** Bytes of keys and values of one token over all layers. */
    public long bytesPerToken() {
        long perHead = 0;
        for (Plane plane : planes()) {
            perHead += (long) plane.width() * plane.dtype().bytes();
        }
        return perHead * layers * kvHeads;
    }
}
