package dev.crema.app.cli;

import dev.crema.app.doctor.Examination;
import dev.crema.app.doctor.Finding;
import dev.crema.app.doctor.Finding.Verdict;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what Crema finds on this machine; fails if {@code serve} would. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Show what Crema finds on this machine; the exit status is 1 if 'serve' would fail.")
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        List<Finding> findings = new Examination(parent.home()).findings();
        for (Finding finding : findings) {
            String mark = switch (finding.verdict()) {
                case GOOD -> "ok  ";
                case NOTE -> "note";
                case BAD -> "BAD ";
            };
            out.printf("%s %-8s %s%n", mark, finding.subject(), finding.text());
        }
        return findings.stream().anyMatch(finding -> finding.verdict() == Verdict.BAD) ? 1 : 0;
    }
}
