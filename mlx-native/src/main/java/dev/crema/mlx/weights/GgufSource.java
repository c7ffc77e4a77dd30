package dev.crema.mlx.weights;

import dev.crema.mlx.array.DType;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The weights of a GGUF file under Hugging Face names. Q4_0, Q4_1 and Q8_0 become MLX's quantized triples bit for bit,
 * other quantized formats become floats, and floats stay as they are. Converted tensors live in memory of their own that
 * the garbage collector frees; the rest are views of the mapped file. Safe from any thread.
 */
public final class GgufSource implements WeightSource {
    private static final String WEIGHT = ".weight";

    private final GgufFile file;
    private final Map<String, Part> parts;

    /** What of a GGUF tensor a name stands for. */
    private enum Aspect {
        WHOLE,
        PACKED,
        SCALES,
        BIASES
    }

    private record Part(GgufConversion conversion, Aspect aspect) {}

    /** Presents an open file, which this source closes. */
    GgufSource(GgufFile file) {
        this.file = file;
        this.parts = Collections.unmodifiableMap(parts(file));
    }

    /**
     * Opens the weights of a GGUF file.
     *
     * @throws ModelFormatException if it is damaged or of an architecture that Crema does not read from GGUF
     */
    public static GgufSource open(Path path) {
        GgufFile file = GgufFile.open(path);
        try {
            return new GgufSource(file);
        } catch (ModelFormatException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public Set<String> names() {
        return parts.keySet();
    }

    @Override
    public HostTensor tensor(String name) {
        Part part = parts.get(name);
        if (part == null) {
            throw new ModelFormatException(
                    file.path() + " has no tensor " + name + ". It is incomplete: download it again.");
        }
        return switch (part.aspect()) {
            case WHOLE -> whole(part.conversion());
            case PACKED -> part.conversion().packed();
            case SCALES -> part.conversion().scales();
            case BIASES -> part.conversion().biases();
        };
    }

    /** Bytes of all tensors as they are handed out, taking decoded ones as f16. */
    long bytes() {
        long bytes = 0;
        for (Part part : parts.values()) {
            GgufFile.Tensor tensor = part.conversion().tensor();
            long elements = Sizes.product(tensor.shape(), 1);
            long groups = elements / AffineBlocks.GROUP;
            bytes += switch (part.aspect()) {
                case WHOLE ->
                    switch (tensor.type()) {
                        case F32, F16, BF16 -> tensor.size();
                        case null, default -> elements * DType.FLOAT16.bytes();
                    };
                case PACKED ->
                    groups * AffineBlocks.groupBytes(part.conversion().type());
                case SCALES, BIASES -> groups * DType.FLOAT16.bytes();
            };
        }
        return bytes;
    }

    @Override
    public void close() {
        file.close();
    }

    private static Map<String, Part> parts(GgufFile file) {
        GgufArchitecture architecture = GgufArchitecture.of(file.metadata());
        Map<String, Part> parts = new LinkedHashMap<>();
        for (GgufFile.Tensor tensor : file.tensors().values()) {
            if (tensor.name().equals(GgufNames.ROPE_FACTORS)) {
                continue;
            }
            String name = GgufNames.huggingFace(tensor.name());
            if (name == null) {
                throw new ModelFormatException(file.path() + " has the tensor " + tensor.name()
                        + ", which Crema does not know from GGUF. Get an MLX (safetensors) version of the model.");
            }
            GgufConversion conversion = new GgufConversion(file, tensor, rowOrder(file, tensor, architecture));
            if (tensor.type() != null && tensor.type().isAffine() && name.endsWith(WEIGHT)) {
                String module = name.substring(0, name.length() - WEIGHT.length());
                parts.put(name, new Part(conversion, Aspect.PACKED));
                parts.put(module + ".scales", new Part(conversion, Aspect.SCALES));
                parts.put(module + ".biases", new Part(conversion, Aspect.BIASES));
            } else {
                parts.put(name, new Part(conversion, Aspect.WHOLE));
            }
        }
        return parts;
    }

    private static RowOrder rowOrder(GgufFile file, GgufFile.Tensor tensor, GgufArchitecture architecture) {
        RowOrder order = architecture.rowOrder(tensor.name());
        if (!order.fits(tensor.rows())) {
            throw new ModelFormatException(file.path() + " is corrupt: the " + tensor.rows() + " rows of tensor "
                    + tensor.name() + " do not divide into " + order.heads() + " heads. Download it again.");
        }
        return order;
    }

    private HostTensor whole(GgufConversion conversion) {
        GgufFile.Tensor tensor = conversion.tensor();
        return switch (tensor.type()) {
            case F32 -> conversion.asIs(DType.FLOAT32);
            case F16 -> conversion.asIs(DType.FLOAT16);
            case BF16 -> conversion.asIs(DType.BFLOAT16);
            case Q5_0, Q5_1, IQ4_NL, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, Q8_K -> conversion.decoded();
            case Q4_0, Q4_1, Q8_0 -> throw new ModelFormatException(quantizedIn(tensor) + "a place where MLX has none");
            case null -> throw new ModelFormatException(quantizedIn(tensor) + "a way that Crema cannot read");
        };
    }

    private String quantizedIn(GgufFile.Tensor tensor) {
        return "Get a Q4_0, Q4_K, Q8_0 or F16 version of " + file.path() + ", or an MLX one: its tensor "
                + tensor.name() + " is quantized (ggml type " + tensor.typeCode() + ") in ";
    }
}
