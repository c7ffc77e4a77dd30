package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.weights.SafetensorsFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
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
        assertThat(key(envelope, file)).isEqualTo(BLOCK.key());
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyFlippedBitIsFound(Envelope envelope) {
        byte[] file = bytes(envelope, BLOCK);
        for (int bit = 0; bit < file.length * 8; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> decode(envelope, damaged))
                    .as("bit %d of %d", bit, file.length * 8)
                    .isInstanceOf(DamagedBlockException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyTornFileIsFound(Envelope envelope) {
        byte[] file = bytes(envelope, BLOCK);
        for (int length = 0; length < file.length; length++) {
            byte[] torn = Arrays.copyOf(file, length);
            byte[] unwritten = Arrays.copyOf(torn, file.length);
            assertThatThrownBy(() -> decode(envelope, torn)).isInstanceOf(DamagedBlockException.class);
            if (!Arrays.equals(unwritten, file)) {
                assertThatThrownBy(() -> decode(envelope, unwritten)).isInstanceOf(DamagedBlockException.class);
            }
            assertThatThrownBy(() -> decode(envelope, Arrays.copyOf(file, file.length + 1 + torn.length)))
                    .isInstanceOf(DamagedBlockException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void everyFlippedBitOfTheHeadIsFoundWithoutReadingTheData(Envelope envelope) throws IOException {
        byte[] file = bytes(envelope, BLOCK);
        int head = file.length - 80 - BlockFormat.CHECKSUM_BYTES - 16;
        for (int bit = 0; bit < head * 8; bit++) {
            byte[] damaged = file.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> key(envelope, damaged))
                    .as("bit %d of %d", bit, head * 8)
                    .isInstanceOf(DamagedBlockException.class);
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
        assertThat(new String(once, java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("project-a", "tokens");
        assertThat(bytes(envelope, BLOCK)).isNotEqualTo(once);
        assertThat(envelope.fileName(BLOCK.key())).doesNotContain(BLOCK.key().hex());
        Envelope other = new SealedEnvelope(TestBlocks.key(2));
        assertThat(other.owns(envelope.fileName(BLOCK.key()))).isFalse();
        assertThatThrownBy(() -> decode(other, once)).isInstanceOf(DamagedBlockException.class);
    }

    @Test
    void aHeaderThatLiesAboutItsTokensIsFound() {
        byte[] file = bytes(new PlainEnvelope(), BLOCK);
        String text = new String(file, java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] lie = text.replace("7 8 9 10", "7 8 9 11").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
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

    /** Makes the checksums of a changed file right again. */
    private static void sum(byte[] file) {
        ByteBuffer bytes = ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
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

    private BlockKey key(Envelope envelope, byte[] file) throws IOException, DamagedBlockException {
        Path path = Files.write(folder.resolve("head"), file);
        try (FileChannel channel = FileChannel.open(path)) {
            Envelope.Start start = envelope.start(channel);
            return BlockFormat.header(start.head(), start.bodyBytes()).key();
        }
    }
}
