package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockKeyTest {
    @Test
    void everythingThatKeysAndValuesDependOnChangesTheKey() {
        Set<BlockKey> keys = new HashSet<>();
        keys.add(BlockKey.root("model", "bf16", 64));
        keys.add(BlockKey.root("model2", "bf16", 64));
        keys.add(BlockKey.root("model", "q8", 64));
        keys.add(BlockKey.root("model", "bf16", 128));
        keys.add(BlockKey.root("modelb", "f16", 64));
        keys.add(BlockKey.root("model", "bf16", 64).child(new int[] {1, 2}));
        keys.add(BlockKey.root("model", "bf16", 64).child(new int[] {2, 1}));
        keys.add(BlockKey.root("model", "bf16", 64).child(new int[] {1}).child(new int[] {2}));
        assertThat(keys).hasSize(8);
    }

    @Test
    void theSameTextAlwaysHasTheSameKey() {
        assertThat(BlockKey.root("model", "bf16", 64).child(new int[] {1, 2, 3}).hex())
                .isEqualTo(BlockKey.root("model", "bf16", 64)
                        .child(new int[] {1, 2, 3})
                        .hex());
    }

    @Test
    void hexNamesTheKeyExactly() {
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            BlockKey key = new BlockKey(random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong());
            assertThat(key.hex()).matches("[0-9a-f]{64}");
            assertThat(BlockKey.ofHex(key.hex())).isEqualTo(key);
        }
        String hex = "ab".repeat(32);
        assertThatThrownBy(() -> BlockKey.ofHex(hex.toUpperCase())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlockKey.ofHex(hex.substring(2))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlockKey.ofHex("x" + hex.substring(1))).isInstanceOf(IllegalArgumentException.class);
    }
}
