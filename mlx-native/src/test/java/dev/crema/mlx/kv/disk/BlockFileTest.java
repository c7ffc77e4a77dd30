package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of one file: what goes in comes out, and nothing else does. */
class BlockFileTest {
    private static final StoredBlock BLOCK = TestBlocks.first(7, TestBlocks.MAIN, 40);

    @TempDir
    Path folder;

    static List<Envelope> envelopes() {
        return List.of(new PlainEnvelope(), new SealedEnvelope(TestBlocks.key(1)));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void whatGoesInComesOut(Envelope envelope) throws Exception {
        byte[] file = bytes(envelope, BLOCK);
        assertThat(file).hasSize((int) envelope.fileBytes(BlockFormat.encode(BLOCK)));
        TestBlocks.assertSame(decode(envelope, file), BLOCK);
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyFlippedBitIsFound(Envelope envelope) {
        byte[] file = bytes(envelope, BLOCK);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThat(damaged(() -> decode(envelope, damaged))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyTornFileIsFound(Envelope envelope) {
        byte[] file = bytes(envelope, BLOCK);
        for (int length = 0; length < file.length; length++) {
            byte[] torn = Arrays.copyOf(file, length);
            byte[] unwritten = Arrays.copyOf(torn, file.length);
            byte[] longer = Arrays.copyOf(file, file.length + 1 + length);
            assertThat(damaged(() -> decode(envelope, torn))).isTrue();
            assertThat(damaged(() -> decode(envelope, unwritten))).isEqualTo(!Arrays.equals(unwritten, file));
            assertThat(damaged(() -> decode(envelope, longer))).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyFlippedBitOfTheHeadIsFoundWithoutReadingTheData(Envelope envelope) throws Exception {
        byte[] file = bytes(envelope, BLOCK);
        int head = file.length - 80 - BlockFormat.CHECKSUM_BYTES - 16;
        Path path = Files.write(folder.resolve("head"), file);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int bit = 0; bit < head * 8; bit++) {
                byte flipped = (byte) (file[bit / 8] ^ 1 << bit % 8);
                channel.write(ByteBuffer.wrap(new byte[] {flipped}), bit / 8);
                assertThat(damaged(() -> key(envelope, channel))).isTrue();
                channel.write(ByteBuffer.wrap(file, bit / 8, 1), bit / 8);
            }
            assertThat(key(envelope, channel)).isEqualTo(BLOCK.key());
        }
    }

    @Test
    void anySafetensorsReaderCanOpenAPlainFile() throws IOException {
        Path path = Files.write(folder.resolve("block.safetensors"), bytes(new PlainEnvelope(), BLOCK));
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            assertThat(file.names()).containsExactly("keys", "values", BlockFormat.CHECKSUMS);
            assertThat(file.tensor("values").shape()).containsExactly(20);
            assertThat(file.tensor("values").data().asByteBuffer())
                    .isEqualTo(BLOCK.planes().get(1).data());
        }
    }

    @Test
    void anEncryptedFileTellsNothingAndIsNeverTheSameTwice() {
        Envelope envelope = new SealedEnvelope(TestBlocks.key(1));
        byte[] once = bytes(envelope, BLOCK);
        assertThat(new String(once, StandardCharsets.ISO_8859_1)).doesNotContain("project-a", "tokens");
        assertThat(bytes(envelope, BLOCK)).isNotEqualTo(once);
        assertThat(envelope.fileName(BLOCK.key())).doesNotContain(BLOCK.key().hex());
        Envelope other = new SealedEnvelope(TestBlocks.key(2));
        assertThat(other.owns(envelope.fileName(BLOCK.key()))).isFalse();
        assertThatThrownBy(() -> decode(other, once)).isInstanceOf(DamagedBlockException.class);
    }

    @Test
    void aHeaderThatLiesAboutItsTokensIsFound() {
        byte[] file = bytes(new PlainEnvelope(), BLOCK);
        String text = new String(file, StandardCharsets.ISO_8859_1);
        byte[] lie = text.replace("7 8 9 10", "7 8 9 11").getBytes(StandardCharsets.ISO_8859_1);
        sum(lie);
        assertThatThrownBy(() -> decode(new PlainEnvelope(), lie))
                .isInstanceOf(DamagedBlockException.class)
                .hasMessageContaining("tokens");
    }

    @Test
    void planesMustAgreeWithTheirShapes() {
        ByteBuffer four = ByteBuffer.allocate(4);
        assertThatThrownBy(() -> new KvPlane("keys", "F32", new long[] {2}, four))
                .hasMessageContaining("shape");
        assertThatThrownBy(() -> new KvPlane("keys", "F3", new long[] {1}, four))
                .hasMessageContaining("F3");
        assertThatThrownBy(() -> new KvPlane("keys", "U8", new long[] {-4}, four))
                .hasMessageContaining("-4");
        assertThatThrownBy(() -> new KvPlane("keys", "U8", new long[] {1L << 62, 8}, four))
                .hasMessageContaining("large");
    }

    private static boolean damaged(Callable<?> reading) {
        try {
            reading.call();
            return false;
        } catch (DamagedBlockException e) {
            return true;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Makes the checksums of a changed file right again. */
    private static void sum(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        CRC32C crc = new CRC32C();
        crc.update(file, 0, (int) bytes.getLong(0) + Long.BYTES);
        bytes.putInt(file.length - 8, (int) crc.getValue());
        crc.reset();
        crc.update(file, 0, file.length - 4);
        bytes.putInt(file.length - 4, (int) crc.getValue());
    }

    private static byte[] bytes(Envelope envelope, StoredBlock block) {
        List<ByteBuffer> parts = envelope.wrap(BlockFormat.encode(block));
        ByteBuffer file = ByteBuffer.allocate(
                parts.stream().mapToInt(ByteBuffer::remaining).sum());
        parts.forEach(file::put);
        return file.array();
    }

    private static StoredBlock decode(Envelope envelope, byte[] file) throws DamagedBlockException {
        return BlockFormat.decode(envelope.unwrap(ByteBuffer.wrap(file)));
    }

    private static BlockKey key(Envelope envelope, FileChannel channel) throws IOException, DamagedBlockException {
        Envelope.Start start = envelope.start(channel);
        return BlockFormat.header(start.head(), start.bodyBytes()).key();
    }
}
