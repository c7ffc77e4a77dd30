package dev.crema.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CompletionsCommandTest {
    @TempDir
    private Path home;

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    void theScriptKnowsEveryCommandAndBashReadsIt(String shell) throws Exception {
        CommandLine crema = CremaCommand.commandLine(home);
        String script = print(crema, shell);
        assertThat(crema.getSubcommands().keySet())
                .contains("completions", "connect")
                .allSatisfy(name -> assertThat(script).containsPattern("\\b" + name + "\\b"));
        assertThat(run("bash", "-n", file(script))).isEmpty();
    }

    @Test
    void inBashTheTabKeyCompletesACommandAndAnOption() throws Exception {
        String script = file(print(CremaCommand.commandLine(home), "bash"));
        assertThat(completions(script, "crema ser")).containsExactly("serve");
        assertThat(completions(script, "crema serve --po")).containsExactly("--port");
        assertThat(completions(script, "crema models p")).contains("pull");
    }

    @Test
    void anotherShellIsAUsageErrorThatNamesThem() {
        CommandLine crema = CremaCommand.commandLine(home);
        StringWriter err = new StringWriter();
        crema.setErr(new PrintWriter(err));
        assertThat(crema.execute("completions", "fish")).isEqualTo(2);
        assertThat(err.toString()).contains("bash", "zsh");
    }

    private static String print(CommandLine crema, String shell) {
        StringWriter out = new StringWriter();
        crema.setOut(new PrintWriter(out));
        assertThat(crema.execute("completions", shell)).isZero();
        return out.toString();
    }

    private String file(String script) throws IOException {
        return Files.writeString(home.resolve("completions"), script).toString();
    }

    /** What bash would offer for this line, asked as bash itself asks. */
    private static List<String> completions(String script, String line) throws Exception {
        String ask = """
                compopt() { :; } # of use within a completion by bash itself only
                source "$0"
                COMP_LINE=$1
                COMP_POINT=${#COMP_LINE}
                read -ra COMP_WORDS <<< "$COMP_LINE"
                COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
                _complete_crema
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        return run("bash", "-c", ask, script, line).lines().toList();
    }

    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out.strip();
    }
}
