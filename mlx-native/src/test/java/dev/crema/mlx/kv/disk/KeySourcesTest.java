package dev.crema.mlx.kv.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourcesTest {
    private static final SecurityTool.Output NOT_THERE = new SecurityTool.Output(
            44, "", "security: SecKeychainSearchCopyNext: The specified item could not be found in the keychain.\n");
    private static final SecurityTool.Output DONE = new SecurityTool.Output(0, "", "");

    @TempDir
    Path folder;

    @Test
    void aMissingKeyFileIsMadeForItsOwnerAlone() throws IOException {
        Path file = folder.resolve("new/key");
        byte[] made = KeyFile.readOrCreate(file).getEncoded();
        assertThat(made).hasSize(32);
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(KeyFile.readOrCreate(file).getEncoded()).isEqualTo(made);
        assertThat(KeyFile.readOrCreate(folder.resolve("new/other")).getEncoded())
                .isNotEqualTo(made);
        assertThat(folder.resolve("new").toFile().list()).containsExactlyInAnyOrder("key", "other");
    }

    @Test
    void aKeyFileThatOthersCanReadIsNotUsed() throws IOException {
        Path file = folder.resolve("key");
        KeyFile.readOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> KeyFile.readOrCreate(file)).hasMessageContaining("chmod 600");
    }

    @Test
    void aKeyFileOfAnotherSizeIsNotUsed() throws IOException {
        Path file = folder.resolve("key");
        KeyFile.readOrCreate(file);
        Files.write(file, new byte[31]);
        assertThatThrownBy(() -> KeyFile.readOrCreate(file)).hasMessageContaining("31 bytes");
    }

    @Test
    void theKeychainsKeyIsItsHexadecimalDigits() throws IOException {
        SecurityTool.Output found = new SecurityTool.Output(0, "00ff".repeat(16) + "\n", "");
        byte[] key =
                new Keychain("crema", "kv", new Recorded(found)).readOrCreate().getEncoded();
        assertThat(key).hasSize(32).startsWith(0x00, 0xff);
    }

    @Test
    void anAbsentItemIsAddedWithoutShowingTheKeyAmongArguments() throws IOException {
        Recorded tool = new Recorded(NOT_THERE, DONE, new SecurityTool.Output(0, "ab".repeat(32) + "\n", ""));
        assertThat(new Keychain("crema", "kv", tool).readOrCreate().getEncoded())
                .hasSize(32);
        assertThat(tool.arguments)
                .containsExactly(
                        List.of("find-generic-password", "-s", "crema", "-a", "kv", "-w"),
                        List.of("-i"),
                        List.of("find-generic-password", "-s", "crema", "-a", "kv", "-w"));
        assertThat(tool.inputs.get(1)).matches("add-generic-password -s crema -a kv -w [0-9a-f]{64}\n");
    }

    @Test
    void aLockedKeychainIsAnErrorAndNoNewKey() {
        SecurityTool.Output locked = new SecurityTool.Output(36, "", "security: User interaction is not allowed.\n");
        assertThatThrownBy(() -> new Keychain("crema", "kv", new Recorded(locked)).readOrCreate())
                .hasMessageContaining("User interaction is not allowed")
                .hasMessageContaining("Unlock");
    }

    @Test
    void anItemThatIsNoKeyIsAnError() {
        SecurityTool.Output password = new SecurityTool.Output(0, "open sesame\n", "");
        assertThatThrownBy(() -> Keychain.parse(password))
                .hasMessageContaining("64 hexadecimal digits")
                .message()
                .doesNotContain("sesame");
    }

    @Test
    void anItemThatCannotBeAddedIsAnError() {
        SecurityTool.Output refused = new SecurityTool.Output(1, "", "no such keychain\n");
        assertThatThrownBy(
                        () -> new Keychain("crema", "kv", new Recorded(NOT_THERE, refused, NOT_THERE)).readOrCreate())
                .hasMessageContaining("no such keychain");
    }

    @Test
    void namesThatWouldNeedQuotingAreRefused() {
        assertThatThrownBy(() -> new Keychain("crema\ndelete", "kv")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Plays recorded answers back. */
    private static final class Recorded implements SecurityTool {
        private final Deque<Output> answers;
        private final List<List<String>> arguments = new ArrayList<>();
        private final List<String> inputs = new ArrayList<>();

        Recorded(Output... answers) {
            this.answers = new ArrayDeque<>(List.of(answers));
        }

        @Override
        public Output run(List<String> arguments, String input) {
            this.arguments.add(arguments);
            this.inputs.add(input);
            return answers.remove();
        }
    }
}
