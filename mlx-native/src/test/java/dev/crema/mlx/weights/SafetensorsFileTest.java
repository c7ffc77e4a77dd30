package dev.crema.mlx.weights;

import static dev.crema.mlx.weights.SafetensorsBytes.header;
import static dev.crema.mlx.weights.SafetensorsBytes.tensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crema.mlx.array.DType;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SafetensorsFileTest {
    private static final String TWO_TENSORS =
            header(tensor("a", "F32", "[2,3]", 0, 24), tensor("b", "BF16", "[4]", 24, 32));

    @TempDir
    Path folder;

    @Test
    void tensorsAreViewsOfTheirBytes() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write(SafetensorsBytes.of(TWO_TENSORS, 32)))) {
            assertThat(file.names()).containsExactly("a", "b");
            HostTensor b = file.tensor("b");
            assertThat(b.dtype()).isEqualTo(DType.BFLOAT16);
            assertThat(b.shape()).containsExactly(4);
            assertThat(TestModels.bytes(b)).containsExactly(24, 25, 26, 27, 28, 29, 30, 31);
            assertThat(file.tensor("a").shape()).containsExactly(2, 3);
        }
    }

    @Test
    void metadataScalarsAndEmptyTensorsAreFine() throws IOException {
        String header = header(
                "\"__metadata__\":{\"format\":\"mlx\"}",
                tensor("scalar", "F32", "[]", 0, 4),
                tensor("empty", "F16", "[0,7]", 4, 4));
        try (SafetensorsFile file = SafetensorsFile.open(write(SafetensorsBytes.of(header + "   ", 4)))) {
            assertThat(file.names()).containsExactly("scalar", "empty");
            assertThat(file.tensor("scalar").shape()).isEmpty();
            assertThat(file.tensor("empty").data().byteSize()).isZero();
        }
    }

    @Test
    void anUnknownElementTypeFailsOnlyWhenItsTensorIsAskedFor() throws IOException {
        String header = header(tensor("odd", "F8_E4M3", "[5]", 0, 5), tensor("good", "U8", "[3]", 5, 8));
        try (SafetensorsFile file = SafetensorsFile.open(write(SafetensorsBytes.of(header, 8)))) {
            assertThat(TestModels.bytes(file.tensor("good"))).containsExactly(5, 6, 7);
            assertThatThrownBy(() -> file.tensor("odd"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("F8_E4M3");
        }
    }

    @Test
    void aTensorThatIsNotThereIsNamed() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(write(SafetensorsBytes.of(TWO_TENSORS, 32)))) {
            assertThatThrownBy(() -> file.tensor("c"))
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("no tensor c");
        }
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("gone.safetensors")))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("gone.safetensors does not exist");
    }

    static Stream<Arguments> damage() {
        String max = Long.toString(Long.MAX_VALUE);
        return Stream.of(
                damaged("truncated", new byte[] {1, 2, 3}),
                damaged("truncated", Arrays.copyOf(SafetensorsBytes.of(TWO_TENSORS, 32), 60)),
                damaged("truncated", SafetensorsBytes.of(TWO_TENSORS, 31)),
                damaged("header length", Arrays.copyOf(new byte[] {-1, -1, -1, -1, -1, -1, -1, -1}, 64)),
                damaged("header length", new byte[64]),
                damaged("not valid JSON", SafetensorsBytes.of("{\"a\":", 0)),
                damaged("not valid JSON", SafetensorsBytes.of("{} {}", 0)),
                damaged("not valid JSON", header(tensor("a", "U8", "[1]", 0, 1), tensor("a", "U8", "[1]", 1, 2)), 2),
                damaged("not a JSON object", "[]", 0),
                damaged("not described", header("\"a\":5"), 0),
                damaged("not described", header("\"a\":{\"dtype\":\"F32\",\"shape\":[1]}"), 4),
                damaged("the dimension -1", header(tensor("a", "U8", "[-1]", 0, 1)), 1),
                damaged("the dimension 1.5", header(tensor("a", "U8", "[1.5]", 0, 1)), 1),
                damaged("the dimension " + max, header(tensor("a", "U8", "[" + max + "]", 0, 1)), 1),
                damaged("does not agree", header(tensor("a", "F32", "[2]", 0, 4)), 4),
                damaged("does not agree", header(tensor("a", "F32", "[65536,65536,65536,65536]", 0, 0)), 0),
                damaged("data offset -4", header(tensor("a", "F32", "[1]", -4, 0)), 4),
                damaged("ends before it begins", header(tensor("a", "U8", "[1]", 3, 2)), 4),
                damaged("was expected", header(tensor("a", "U8", "[2]", 0, 2), tensor("b", "U8", "[2]", 1, 3)), 3),
                damaged("was expected", header(tensor("a", "U8", "[2]", 1, 3)), 3),
                damaged("belong to none", header(tensor("a", "U8", "[2]", 0, 2)), 3));
    }

    private static Arguments damaged(String what, String header, int dataBytes) {
        return damaged(what, SafetensorsBytes.of(header, dataBytes));
    }

    private static Arguments damaged(String what, byte[] bytes) {
        return Arguments.of(what, bytes);
    }

    @ParameterizedTest
    @MethodSource("damage")
    void damageIsNamedWithTheFileAndWhatToDo(String what, byte[] bytes) throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(file.toString(), what, "Download it again");
    }

    @Test
    void randomDamageNeverGivesAnythingButAnErrorOrTensorsWithinTheFile() throws IOException {
        byte[] sound = Files.readAllBytes(TestModels.tiny("tiny-qwen3-4bit").resolve("model.safetensors"));
        int headerEnd =
                8 + ByteBuffer.wrap(sound).order(ByteOrder.LITTLE_ENDIAN).getInt();
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = sound.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(headerEnd)] ^= (byte) (1 << random.nextInt(8));
            }
            if (random.nextInt(4) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            readAll(write(bytes));
        }
    }

    private static void readAll(Path path) {
        try (SafetensorsFile file = SafetensorsFile.open(path)) {
            for (String name : file.names()) {
                HostTensor tensor = file.tensor(name);
                long size = tensor.data().byteSize();
                assertThat(size)
                        .isEqualTo(Sizes.product(tensor.shape(), tensor.dtype().bytes()));
                if (size > 0) {
                    tensor.data().get(ValueLayout.JAVA_BYTE, size - 1);
                }
            }
        } catch (ModelFormatException e) {
            assertThat(e).hasMessageContaining(path.toString());
        }
    }

    private Path write(byte[] bytes) throws IOException {
        return SafetensorsBytes.write(folder.resolve("x.safetensors"), bytes);
    }
}
