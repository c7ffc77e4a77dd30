package dev.crema.app.cli;

import dev.crema.app.live.LogLines.Severity;
import dev.crema.app.wiring.ProcessFolders;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Prints the log file's last entries, and with {@code -f} those that come. */
@Command(
        name = "log",
        mixinStandardHelpOptions = true,
        description = "Show the log of the app and of servers, the newest entries last.")
final class LogCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with entries as they are written, until Ctrl-C")
    private boolean follow;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "Entries from the end. Default: 100")
    private int last;

    private Severity least = Severity.DEBUG;
    private @Nullable Pattern wanted;

    @Option(
            names = "--level",
            paramLabel = "LEVEL",
            description = "Only entries that matter at least so much: error, warn, info or debug. Default: debug")
    void level(String value) {
        try {
            least = Severity.valueOf(value.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(), "--level must be error, warn, info or debug, but is " + value, e);
        }
    }

    @Option(
            names = "--grep",
            paramLabel = "REGEX",
            description = "Only entries in which this regular expression is found, whatever the case")
    void grep(String value) {
        try {
            wanted = Pattern.compile(value, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException e) {
            throw new ParameterException(
                    spec.commandLine(), "--grep is not a regular expression: " + e.getMessage(), e);
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (last < 0) {
            throw new ParameterException(spec.commandLine(), "--lines must be 0 or more");
        }
        Path file = ProcessFolders.logFile(parent.home());
        if (!follow && !Files.exists(file)) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("crema: there is no log yet; it will be " + file);
            err.flush();
            return 0;
        }
        PrintWriter out = spec.commandLine().getOut();
        try (LogTail tail = new LogTail(file)) {
            Deque<String> newest = new ArrayDeque<>();
            LogEntries begun = new LogEntries(least, wanted, entry -> {
                newest.addLast(entry);
                if (newest.size() > last) {
                    newest.removeFirst();
                }
            });
            tail.read(begun::add);
            begun.pause();
            newest.forEach(out::println);
            out.flush();
            if (follow) {
                follow(tail, out);
            }
        }
        return 0;
    }

    /** Until it is interrupted or nobody reads what it prints. */
    private void follow(LogTail tail, PrintWriter out) throws IOException, InterruptedException {
        LogEntries entries = new LogEntries(least, wanted, out::println);
        while (!out.checkError()) {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            tail.read(entries::add);
            entries.pause();
        }
    }
}
