package dev.crema.app.cli;

import dev.crema.app.doctor.Examination;
import dev.crema.app.doctor.Finding;
import dev.crema.app.doctor.FindingsJson;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows what Crema finds on this machine and how to mend it; fails if there is a problem. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Show what Crema finds on this machine, and how to mend what is wrong.",
            "The exit status is 1 if there is a problem; warnings do not count."
        })
final class DoctorCommand implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(names = "--json", description = "Print a JSON document instead")
    private boolean json;

    @Override
    public Integer call() {
        Path userHome = Path.of(System.getProperty("user.home"));
        List<Finding> findings = new Examination(parent.home(), userHome, System.getenv()).findings();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(FindingsJson.of(findings).toPrettyString());
        } else {
            findings.forEach(finding -> print(finding, out));
        }
        out.flush();
        return Examination.worst(findings) == Finding.Status.PROBLEM ? 1 : 0;
    }

    private static void print(Finding finding, PrintWriter out) {
        String mark = switch (finding.status()) {
            case OK -> "ok";
            case WARNING -> "warning";
            case PROBLEM -> "PROBLEM";
        };
        out.printf("%-7s  %-7s  %s%n", mark, finding.subject(), finding.text());
        if (finding.fix() != null) {
            out.printf("%-7s  %-7s  → %s%n", "", "", finding.fix());
        }
    }
}
