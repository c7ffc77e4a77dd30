package dev.crema.mlx.kv.disk;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the macOS {@code security} tool, whose answers are a line or two. */
@FunctionalInterface
interface SecurityTool {
    /** What a run left. */
    record Output(int status, String out, String err) {}

    /** One run with these arguments and this standard input. */
    Output run(List<String> arguments, String input) throws IOException;

    /** The system's own; the time limit leaves the user a minute to answer. */
    static SecurityTool ofSystem() {
        return (arguments, input) -> {
            List<String> command = new ArrayList<>(arguments);
            command.addFirst("/usr/bin/security");
            Process process = new ProcessBuilder(command).start();
            try {
                try (Writer writer = process.outputWriter(StandardCharsets.UTF_8)) {
                    writer.write(input);
                }
                if (!process.waitFor(1, TimeUnit.MINUTES)) {
                    throw new IOException("The Keychain did not answer within a minute. Unlock it, or use a key file.");
                }
                String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                return new Output(process.exitValue(), out, err);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the Keychain was asked", e);
            } finally {
                process.destroyForcibly();
            }
        };
    }
}
