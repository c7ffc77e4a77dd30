package dev.crema.mlx.kv.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What the JSON header of a block's file says: everything about the block but its bytes.
 *
 * @param planes the layout of the data, checksums excluded
 */
record BlockHeader(
        BlockKey key, BlockKey root, BlockKey parent, int[] tokens, BlockTags tags, List<PlaneLayout> planes) {
    private static final String FORMAT = "crema-kv-1";
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** One tensor: its description and where it lies in the data. */
    record PlaneLayout(String name, String dtype, long[] shape, long begin, long end) {}

    static BlockHeader of(StoredBlock block) {
        List<PlaneLayout> planes = new ArrayList<>();
        long at = 0;
        for (KvPlane plane : block.planes()) {
            long end = at + plane.data().limit();
            planes.add(new PlaneLayout(plane.name(), plane.dtype(), plane.shape(), at, end));
            at = end;
        }
        return new BlockHeader(block.key(), block.root(), block.parent(), block.tokens(), block.tags(), planes);
    }

    /** Bytes of all planes. */
    long planeBytes() {
        return planes.isEmpty() ? 0 : planes.getLast().end();
    }

    byte[] toJson() {
        ObjectNode json = MAPPER.createObjectNode();
        json.putObject(BlockFormat.METADATA)
                .put("format", FORMAT)
                .put("key", key.hex())
                .put("root", root.hex())
                .put("parent", parent.hex())
                .put("tokens", Arrays.stream(tokens).mapToObj(Integer::toString).collect(Collectors.joining(" ")))
                .put("model", tags.modelIdentity())
                .put("model_name", tags.modelName())
                .put("project", tags.project())
                .put("main", Boolean.toString(tags.main()));
        planes.forEach(plane -> put(json, plane));
        long end = planeBytes();
        put(
                json,
                new PlaneLayout(
                        BlockFormat.CHECKSUMS,
                        "U8",
                        new long[] {BlockFormat.CHECKSUM_BYTES},
                        end,
                        end + BlockFormat.CHECKSUM_BYTES));
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers can be written", e);
        }
    }

    private static void put(ObjectNode json, PlaneLayout plane) {
        ObjectNode tensor = json.putObject(plane.name()).put("dtype", plane.dtype());
        ArrayNode shape = tensor.putArray("shape");
        Arrays.stream(plane.shape()).forEach(shape::add);
        tensor.putArray("data_offsets").add(plane.begin()).add(plane.end());
    }

    /** Reads a header whose bytes are known to be sound; what it says is checked all the same. */
    static BlockHeader parse(ByteBuffer json) throws DamagedBlockException {
        byte[] text = new byte[json.remaining()];
        json.duplicate().get(text);
        try {
            JsonNode tree = MAPPER.readTree(text);
            JsonNode metadata = tree.path(BlockFormat.METADATA);
            if (!text(metadata, "format").equals(FORMAT)) {
                throw new DamagedBlockException("its format is not " + FORMAT);
            }
            return new BlockHeader(
                    BlockKey.ofHex(text(metadata, "key")),
                    BlockKey.ofHex(text(metadata, "root")),
                    BlockKey.ofHex(text(metadata, "parent")),
                    Arrays.stream(text(metadata, "tokens").split(" "))
                            .mapToInt(Integer::parseInt)
                            .toArray(),
                    new BlockTags(
                            text(metadata, "model"),
                            text(metadata, "model_name"),
                            text(metadata, "project"),
                            Boolean.parseBoolean(text(metadata, "main"))),
                    planes(tree));
        } catch (IOException | IllegalArgumentException e) {
            throw new DamagedBlockException("its header cannot be understood", e);
        }
    }

    private static List<PlaneLayout> planes(JsonNode tree) throws DamagedBlockException {
        List<PlaneLayout> planes = new ArrayList<>();
        long at = 0;
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (field.getKey().equals(BlockFormat.METADATA)) {
                continue;
            }
            PlaneLayout plane = plane(field.getKey(), field.getValue());
            if (plane.begin() != at || plane.end() < at) {
                throw new DamagedBlockException("its tensors do not follow each other");
            }
            at = plane.end();
            planes.add(plane);
        }
        if (planes.isEmpty() || !planes.getLast().name().equals(BlockFormat.CHECKSUMS)) {
            throw new DamagedBlockException("its last tensor is not its checksums");
        }
        return List.copyOf(planes.subList(0, planes.size() - 1));
    }

    private static PlaneLayout plane(String name, JsonNode tensor) throws DamagedBlockException {
        String dtype = text(tensor, "dtype");
        JsonNode lengths = tensor.path("shape");
        long[] shape = new long[lengths.size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = lengths.path(i).asLong(-1);
        }
        long begin = tensor.path("data_offsets").path(0).asLong(-1);
        long end = tensor.path("data_offsets").path(1).asLong(-1);
        if (end - begin != PlaneType.bytes(dtype, shape)) {
            throw new DamagedBlockException("the size of tensor " + name + " does not agree with its shape and type");
        }
        return new PlaneLayout(name, dtype, shape, begin, end);
    }

    private static String text(JsonNode node, String field) throws DamagedBlockException {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new DamagedBlockException("its header has no " + field);
        }
        return value.textValue();
    }
}
