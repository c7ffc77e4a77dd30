package dev.crema.mlx.kv.disk;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A block as a safetensors file (the format of Hugging Face's safetensors): eight bytes of header length, a JSON header, the
 * planes. The block's tokens and tags are strings in {@code __metadata__}. The last tensor is eight bytes of CRC32C: one of
 * everything before the data, so that an index can be built without reading it, and one of everything before this checksum,
 * so that no bit of the file is without one.
 */
final class BlockFormat {
    static final String METADATA = "__metadata__";
    static final String CHECKSUMS = "crema.checksums";
    static final int CHECKSUM_BYTES = 2 * Integer.BYTES;

    private static final int ALIGNMENT = 8;
    private static final int LARGEST_HEADER = 16 << 20;

    private BlockFormat() {}

    static BlockImage encode(StoredBlock block) {
        byte[] json = BlockHeader.of(block).toJson();
        int padding = -json.length & (ALIGNMENT - 1);
        ByteBuffer head = littleEndian(Long.BYTES + json.length + padding);
        head.putLong(json.length + padding).put(json);
        for (int i = 0; i < padding; i++) {
            head.put((byte) ' ');
        }
        head.flip();
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate());
        ByteBuffer checksums = littleEndian(CHECKSUM_BYTES).putInt((int) crc.getValue());
        List<ByteBuffer> body = new ArrayList<>();
        for (KvPlane plane : block.planes()) {
            crc.update(plane.data().duplicate());
            body.add(plane.data().duplicate());
        }
        crc.update(checksums.duplicate().flip());
        body.add(checksums.putInt((int) crc.getValue()).flip());
        return new BlockImage(head, List.copyOf(body));
    }

    /**
     * Bytes of length and header together.
     *
     * @param start the beginning of the file
     * @param fileBytes size of the file before encryption
     */
    static int headBytes(ByteBuffer start, long fileBytes) throws DamagedBlockException {
        long length = start.remaining() < Long.BYTES
                ? -1
                : start.duplicate().order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > LARGEST_HEADER || Long.BYTES + length + CHECKSUM_BYTES > fileBytes) {
            throw new DamagedBlockException("its header length cannot be true");
        }
        return Math.toIntExact(Long.BYTES + length);
    }

    /** Whether the head is the one that the file's last eight bytes were written for. */
    static void checkHead(ByteBuffer head, ByteBuffer checksums) throws DamagedBlockException {
        CRC32C crc = new CRC32C();
        crc.update(head.duplicate());
        if ((int) crc.getValue()
                != checksums.duplicate().order(ByteOrder.LITTLE_ENDIAN).getInt()) {
            throw new DamagedBlockException("the checksum of its header is wrong");
        }
    }

    /**
     * What a sound head says.
     *
     * @param bodyBytes size of what follows it
     */
    static BlockHeader header(ByteBuffer head, long bodyBytes) throws DamagedBlockException {
        BlockHeader header = BlockHeader.parse(head.slice(Long.BYTES, head.remaining() - Long.BYTES));
        if (header.planeBytes() + CHECKSUM_BYTES != bodyBytes) {
            throw new DamagedBlockException("its size does not agree with its header");
        }
        if (!header.parent().child(header.tokens()).equals(header.key())) {
            throw new DamagedBlockException("its key does not belong to its tokens");
        }
        return header;
    }

    /** A whole file; its planes are views of it. Nothing in it is believed before its checksum is. */
    static StoredBlock decode(ByteBuffer file) throws DamagedBlockException {
        if (file.remaining() < CHECKSUM_BYTES) {
            throw new DamagedBlockException("it is too short");
        }
        int summed = file.remaining() - Integer.BYTES;
        CRC32C crc = new CRC32C();
        crc.update(file.slice(0, summed));
        if ((int) crc.getValue() != file.slice().order(ByteOrder.LITTLE_ENDIAN).getInt(summed)) {
            throw new DamagedBlockException("its checksum is wrong");
        }
        int headBytes = headBytes(file, file.remaining());
        ByteBuffer body = file.slice(headBytes, file.remaining() - headBytes);
        BlockHeader header = header(file.slice(0, headBytes), body.remaining());
        List<KvPlane> planes = new ArrayList<>();
        for (BlockHeader.PlaneLayout plane : header.planes()) {
            ByteBuffer data = body.slice((int) plane.begin(), (int) (plane.end() - plane.begin()));
            planes.add(new KvPlane(plane.name(), plane.dtype(), plane.shape(), data));
        }
        try {
            return new StoredBlock(
                    header.key(), header.root(), header.parent(), header.tokens(), header.tags(), planes);
        } catch (IllegalArgumentException e) {
            throw new DamagedBlockException("its parts do not agree", e);
        }
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
