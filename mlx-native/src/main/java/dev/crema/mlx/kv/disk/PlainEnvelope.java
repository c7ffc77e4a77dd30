package dev.crema.mlx.kv.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The file is the image: any safetensors reader can open it. */
final class PlainEnvelope implements Envelope {
    static final Pattern NAME = Pattern.compile("[0-9a-f]{64}\\.safetensors");
    private static final int FIRST_READ = 4096;

    @Override
    public String fileName(BlockKey key) {
        return key.hex() + ".safetensors";
    }

    @Override
    public boolean owns(String fileName) {
        return NAME.matcher(fileName).matches();
    }

    @Override
    public long fileBytes(BlockImage image) {
        return image.headBytes() + image.bodyBytes();
    }

    @Override
    public List<ByteBuffer> wrap(BlockImage image) {
        List<ByteBuffer> file = new ArrayList<>(image.body());
        file.addFirst(image.head());
        return file;
    }

    @Override
    public ByteBuffer unwrap(ByteBuffer file) {
        return file;
    }

    @Override
    public Start start(FileChannel file) throws IOException, DamagedBlockException {
        long size = file.size();
        ByteBuffer start = read(file, 0, (int) Math.min(size, FIRST_READ));
        int headBytes = BlockFormat.headBytes(start, size);
        ByteBuffer head = headBytes <= start.remaining() ? start.slice(0, headBytes) : read(file, 0, headBytes);
        BlockFormat.checkHead(head, read(file, size - BlockFormat.CHECKSUM_BYTES, BlockFormat.CHECKSUM_BYTES));
        return new Start(head, size - headBytes);
    }

    static ByteBuffer read(FileChannel file, long position, int bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new EOFException("the file ended while it was read");
            }
        }
        return buffer.flip();
    }
}
