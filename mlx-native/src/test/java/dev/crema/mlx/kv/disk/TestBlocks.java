package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.SecretKey;

/** Blocks whose bytes are a function of their key, so that whoever reads one knows what it must hold. */
final class TestBlocks {
    static final String MODEL = "model-a";
    static final BlockKey ROOT = BlockKey.root(MODEL, "f32", 4);
    static final BlockTags MAIN = new BlockTags(MODEL, "Model A", "project-a", true);
    static final BlockTags SIDE = new BlockTags(MODEL, "Model A", "project-a", false);

    private TestBlocks() {}

    /** A block of one plane of bytes and one of half words. */
    static StoredBlock block(BlockKey root, BlockKey parent, int[] tokens, BlockTags tags, int bytes) {
        return StoredBlock.of(root, parent, tokens, tags, planes(parent.child(tokens), bytes));
    }

    static StoredBlock first(int token, BlockTags tags, int bytes) {
        return block(ROOT, ROOT, tokens(token), tags, bytes);
    }

    static StoredBlock after(StoredBlock parent, int token, BlockTags tags, int bytes) {
        return block(parent.root(), parent.key(), tokens(token), tags, bytes);
    }

    /** Blocks that follow each other. */
    static List<StoredBlock> chain(int start, int length, BlockTags tags, int bytes) {
        List<StoredBlock> chain = new ArrayList<>(List.of(first(start, tags, bytes)));
        while (chain.size() < length) {
            chain.add(after(chain.getLast(), start + chain.size(), tags, bytes));
        }
        return chain;
    }

    static void offerAll(DiskBlockStore store, List<StoredBlock> blocks) {
        blocks.forEach(block -> assertThat(store.offer(block)).isTrue());
        flush(store);
    }

    static void flush(DiskBlockStore store) {
        assertThat(store.flush(Duration.ofSeconds(60))).isTrue();
    }

    static void assertSame(StoredBlock found, StoredBlock expected) {
        assertThat(found.key()).isEqualTo(expected.key());
        assertThat(found.root()).isEqualTo(expected.root());
        assertThat(found.parent()).isEqualTo(expected.parent());
        assertThat(found.tokens()).isEqualTo(expected.tokens());
        assertThat(found.tags()).isEqualTo(expected.tags());
        assertThat(found.planes()).hasSameSizeAs(expected.planes());
        for (int i = 0; i < found.planes().size(); i++) {
            KvPlane plane = found.planes().get(i);
            KvPlane original = expected.planes().get(i);
            assertThat(plane.name()).isEqualTo(original.name());
            assertThat(plane.dtype()).isEqualTo(original.dtype());
            assertThat(plane.shape()).isEqualTo(original.shape());
            assertThat(plane.data()).isEqualTo(original.data());
        }
    }

    /** Whether the planes are those that the key stands for, whatever their size. */
    static boolean holdsWhatItsKeySays(StoredBlock block) {
        return block.planes().stream()
                .map(KvPlane::data)
                .toList()
                .equals(planes(block.key(), block.planes().getFirst().data().limit()).stream()
                        .map(KvPlane::data)
                        .toList());
    }

    static SecretKey key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return EncryptionKeys.of(bytes);
    }

    static long directoryBytes(Path folder) throws IOException {
        long sum = 0;
        for (Path file : files(folder)) {
            sum += Files.size(file);
        }
        return sum;
    }

    /** Files of blocks. */
    static List<Path> blockFiles(Path folder) throws IOException {
        return files(folder).stream()
                .filter(file -> Envelope.kind(file.getFileName().toString()) != null)
                .toList();
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static int[] tokens(int token) {
        return new int[] {token, token + 1, token + 2, token + 3};
    }

    private static List<KvPlane> planes(BlockKey key, int bytes) {
        Random random = new Random(key.first());
        byte[] keys = new byte[bytes];
        byte[] values = new byte[bytes / 2 * 2];
        random.nextBytes(keys);
        random.nextBytes(values);
        return List.of(
                new KvPlane("keys", "U8", new long[] {1, bytes}, ByteBuffer.wrap(keys)),
                new KvPlane("values", "BF16", new long[] {bytes / 2}, ByteBuffer.wrap(values)));
    }
}
