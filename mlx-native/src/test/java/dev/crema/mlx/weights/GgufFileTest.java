package dev.crema.mlx.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GgufFileTest {
    @TempDir
    Path folder;

    @Test
    void everyMetadataTypeIsRead() throws IOException {
        GgufBytes bytes = new GgufBytes()
                .with("byte", (byte) -3)
                .with("short", (short) -300)
                .with("int", -70_000)
                .with("long", 1L << 40)
                .with("float", 1e-5f)
                .with("double", 2.5)
                .with("flag", true)
                .with("text", "Grüße ☕")
                .with("texts", List.of("a", "b"))
                .with("nested", List.of(List.of(1, 2), List.of(3)))
                .with("equal", List.of(8, 8, 8));
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("x.gguf")))) {
            GgufMetadata metadata = file.metadata();
            assertThat(metadata.integer("byte")).hasValue(-3);
            assertThat(metadata.integer("short")).hasValue(-300);
            assertThat(metadata.integer("int")).hasValue(-70_000);
            assertThat(metadata.integer("long")).hasValue(1L << 40);
            assertThat(metadata.number("float")).hasValue(1e-5);
            assertThat(metadata.number("double")).hasValue(2.5);
            assertThat(metadata.flag("flag", false)).isTrue();
            assertThat(metadata.string("text")).isEqualTo("Grüße ☕");
            assertThat(metadata.list("texts", String.class)).containsExactly("a", "b");
            assertThat(metadata.list("nested", List.class)).containsExactly(List.of(1L, 2L), List.of(3L));
            assertThat(metadata.integer("equal")).hasValue(8);
            assertThat(metadata.integer("absent")).isEmpty();
            assertThatThrownBy(() -> metadata.integer("text"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContainingAll("text", "an integer");
        }
    }

    @Test
    void tensorsAreFoundBehindTheHeader() throws IOException {
        GgufBytes bytes = new GgufBytes().counting("a", 3).counting("b", 2, 3);
        try (GgufFile file = GgufFile.open(bytes.write(folder.resolve("x.gguf")))) {
            GgufFile.Tensor b = file.tensors().get("b");
            assertThat(b.shape()).containsExactly(2, 3);
            assertThat(file.bytes(b).getAtIndex(ValueLayout.JAVA_FLOAT_UNALIGNED, 5))
                    .isEqualTo(5f);
        }
    }

    @Test
    void damageIsNamedWithTheFileAndWhatToDo() throws IOException {
        byte[] sound = new GgufBytes().with("key", "value").counting("a", 4).bytes();
        assertDamaged("not a GGUF file", edited(sound, b -> b.putInt(0, 7)));
        assertDamaged("GGUF version 1", edited(sound, b -> b.putInt(4, 1)));
        assertDamaged("big-endian", edited(sound, b -> b.putInt(4, 3 << 24)));
        assertDamaged("a tensor count of 18446744073709551615", edited(sound, b -> b.putLong(8, -1)));
        assertDamaged("truncated", edited(sound, b -> b.putLong(8, 1 << 20)));
        assertDamaged("truncated", edited(sound, b -> b.putLong(16, 1 << 20)));
        assertDamaged("truncated", edited(sound, b -> b.putLong(24, 1 << 20)));
        assertDamaged("the value type 99", edited(sound, b -> b.putInt(35, 99)));
        assertDamaged("truncated", Arrays.copyOf(sound, 20));
        assertDamaged("truncated: tensor a needs 16 bytes", Arrays.copyOf(sound, sound.length - 1));
        assertDamaged("given twice", new GgufBytes().with("x", 1).with("y", 1).bytes(), "y", "x");
        assertDamaged(
                "described twice",
                new GgufBytes().counting("a", 1).counting("b", 1).bytes(),
                "b",
                "a");
        assertDamaged(
                "alignment is 3", new GgufBytes().with("general.alignment", 3).bytes());
        assertDamaged(
                "the dimension 0",
                new GgufBytes().tensor("a", 0, new int[] {0}, new byte[0]).bytes());
        assertDamaged(
                "0 dimensions",
                new GgufBytes().tensor("a", 0, new int[0], new byte[0]).bytes());
        assertDamaged(
                "type Q4_0 cannot have",
                new GgufBytes().tensor("a", 2, new int[] {1, 33}, new byte[18]).bytes());
        assertDamaged(
                "type Q4_0 cannot have",
                new GgufBytes().tensor("a", 2, new int[] {32}, new byte[18]).bytes());
    }

    @Test
    void overlappingTensorsAreDamage() throws IOException {
        byte[] bytes = new GgufBytes().counting("a", 16).counting("b", 16).bytes();
        // The second description is 33 bytes long and ends with its offset.
        int offsetOfB = 24 + 33 + 33 - 8;
        assertThat(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(offsetOfB))
                .isEqualTo(64);
        assertDamaged("overlaps", edited(bytes, b -> b.putLong(offsetOfB, 32)));
        assertDamaged("offset 33", edited(bytes, b -> b.putLong(offsetOfB, 33)));
    }

    @Test
    void partsOfASplitModelSayHowToJoinThem() throws IOException {
        Path file = new GgufBytes().with("split.count", (short) 3).write(folder.resolve("x-00001-of-00003.gguf"));
        assertThatThrownBy(() -> GgufFile.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll("one of 3 parts", "llama-gguf-split --merge");
    }

    @Test
    void randomDamageNeverGivesAnythingButAnErrorOrASoundFile() throws IOException {
        byte[] sound = GgufBytes.llama()
                .with("tokenizer.ggml.tokens", List.of("a", "b", "c"))
                .with("nested", List.of(List.of(1, 2), List.of(3)))
                .tensor("blk.0.attn_q.weight", 2, new int[] {8, 32}, new byte[8 * 18])
                .counting("output_norm.weight", 32)
                .bytes();
        Random random = new Random(11);
        for (int round = 0; round < 1500; round++) {
            byte[] bytes = sound.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            Path file = Files.write(folder.resolve("x.gguf"), bytes);
            try (GgufSource source = GgufSource.open(file)) {
                source.names().forEach(source::tensor);
            } catch (ModelFormatException e) {
                assertThat(e).message().isNotEmpty();
            }
        }
    }

    private static byte[] edited(byte[] sound, UnaryOperator<ByteBuffer> edit) {
        byte[] bytes = sound.clone();
        edit.apply(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    private void assertDamaged(String what, byte[] bytes, String name, String otherName) throws IOException {
        byte[] edited = bytes.clone();
        for (int i = 24; i < edited.length - 8; i++) {
            boolean isName = edited[i] == 1 && edited[i + 8] == (byte) name.charAt(0) && edited[i + 1] == 0;
            if (isName && ByteBuffer.wrap(edited).order(ByteOrder.LITTLE_ENDIAN).getLong(i) == 1) {
                edited[i + 8] = (byte) otherName.charAt(0);
            }
        }
        assertDamaged(what, edited);
    }

    private void assertDamaged(String what, byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("x.gguf"), bytes);
        assertThatThrownBy(() -> GgufFile.open(file).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(file.toString(), what);
    }
}
