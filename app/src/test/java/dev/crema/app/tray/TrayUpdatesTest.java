package dev.crema.app.tray;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tray library asks its maker's server for updates, five minutes after its first class loads, unless it was told not to. The
 * whole app is watched for six minutes by bench/no_network.sh.
 */
@Timeout(60)
class TrayUpdatesTest {
    @TempDir
    private Path home;

    @Test
    void theEntryPointKeepsTheTrayLibraryFromAskingForUpdates() throws Exception {
        assertThat(program("version")).endsWith("asks: false");
    }

    @Test
    void withoutItTheLibraryWouldAsk() throws Exception {
        assertThat(program()).isEqualTo("asks: true");
    }

    private String program(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                UpdatesProgram.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("CREMA_HOME", home.toString());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.strip();
    }
}
