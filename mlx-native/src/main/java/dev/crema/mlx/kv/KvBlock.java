package dev.crema.mlx.kv;

import dev.crema.mlx.array.DType;
import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.array.MlxScope;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values of a run of tokens, copied out of a sequence. Owns its arrays. Engine thread only.
 *
 * @param planes in the order of {@link KvLayout#planes}
 */
public record KvBlock(List<Plane> planes) implements AutoCloseable {
    /**
     * One of its arrays.
     *
     * @param name unique within the block
     * @param array [layers, kv heads, tokens, width], evaluated
     */
    public record Plane(String name, MlxArray array) {}

    /** Copies the planes' list. */
    public KvBlock {
        planes = List.copyOf(planes);
    }

    /**
     * Copies memory into new arrays, owned by the caller.
     *
     * @throws dev.crema.mlx.binding.MlxException if there is no memory for them
     */
    public static KvBlock fromHost(List<HostPlane> planes) {
        try (MlxScope scope = MlxScope.open()) {
            List<MlxArray> arrays = new ArrayList<>();
            for (HostPlane plane : planes) {
                arrays.add(MlxArray.ofMemory(MemorySegment.ofBuffer(plane.data()), plane.dtype(), plane.shape()));
            }
            List<Plane> kept = new ArrayList<>();
            for (int i = 0; i < arrays.size(); i++) {
                kept.add(new Plane(planes.get(i).name(), scope.keep(arrays.get(i))));
            }
            return new KvBlock(kept);
        }
    }

    /** Copies the arrays into plain memory, bit by bit. */
    public List<HostPlane> toHost() {
        return planes.stream().map(KvBlock::toHost).toList();
    }

    private static HostPlane toHost(Plane plane) {
        MlxArray array = plane.array();
        return new HostPlane(plane.name(), array.dtype(), array.shape(), ByteBuffer.wrap(array.toBytes()));
    }

    /** Number of tokens. */
    public int tokens() {
        return planes.getFirst().array().dim(2);
    }

    /** Bytes of all planes. */
    public long bytes() {
        long bytes = 0;
        for (Plane plane : planes) {
            bytes += plane.array().nbytes();
        }
        return bytes;
    }

    /** Whether its planes are those of the given layout, all for the same number of tokens. */
    public boolean fits(KvLayout layout) {
        List<KvLayout.Plane> expected = layout.planes();
        if (planes.size() != expected.size()) {
            return false;
        }
        int tokens = tokens();
        for (int i = 0; i < expected.size(); i++) {
            KvLayout.Plane wanted = expected.get(i);
            MlxArray array = planes.get(i).array();
            int[] shape = {layout.layers(), layout.kvHeads(), tokens, wanted.width()};
            DType dtype = array.dtype();
            if (!planes.get(i).name().equals(wanted.name())
                    || dtype != wanted.dtype()
                    || !Arrays.equals(array.shape(), shape)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        MlxScope.free(planes.stream().map(Plane::array).toList());
    }
}
