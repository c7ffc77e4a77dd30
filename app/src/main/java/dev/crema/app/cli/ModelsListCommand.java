package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.ModelChoice;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hub.Interrupted;
import dev.crema.mlx.hub.catalogue.Catalogue;
import dev.crema.mlx.hub.catalogue.Suggestion;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelDescription;
import dev.crema.mlx.hub.library.ModelLibrary;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists what is on the disk, or what may be fetched. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "List the models in Crema's folder, or well-known ones that 'crema models pull' fetches.")
final class ModelsListCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private ModelsCommand models;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Option(
            names = "--available",
            description = "Well-known models instead, each judged for this machine's memory; asks no network")
    private boolean available;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        if (available) {
            suggest(out);
        } else {
            list(models, out);
        }
        out.flush();
    }

    /** What is on the disk, begun downloads last. */
    static void list(ModelsCommand models, PrintWriter out) {
        ModelLibrary library = models.library();
        List<InstalledModel> installed = library.list();
        if (installed.isEmpty()) {
            out.println(
                    "No model in " + library.folder()
                            + " yet; 'crema models pull NAME' fetches one, 'crema models list --available' says what suits this machine.");
        }
        for (InstalledModel model : installed) {
            ModelDescription description = ModelDescription.of(model);
            out.printf(
                    "%-40s %9s  %-8s %-20s %s%s%n",
                    model.id(),
                    Amounts.bytes(model.bytes()),
                    description.family(),
                    description.format(),
                    model.path(),
                    model.path().equals(ModelChoice.defaultModel()) ? "  (default)" : "");
            if (description.problem() != null) {
                out.println("    cannot be loaded: " + description.problem());
            }
        }
        for (Interrupted pull : Interrupted.in(library.folder())) {
            out.printf(
                    "%-40s %9s  of %s; 'crema models pull %s' goes on, 'crema models rm %s' deletes it%n",
                    pull.request().repo(),
                    Amounts.bytes(pull.doneBytes()),
                    Amounts.bytes(pull.totalBytes()),
                    pull.request().repo(),
                    pull.request().repo());
        }
    }

    private static void suggest(PrintWriter out) {
        for (Suggestion suggestion : Catalogue.builtIn().suggest(HardwareProbe.read(), Catalogue.ANY_BITS)) {
            out.printf(
                    "%s %-54s about %9s  %s%n    %s%n",
                    suggestion.recommended() ? "*" : " ",
                    suggestion.model().repo(),
                    Amounts.bytes(suggestion.model().bytes()),
                    suggestion.model().note(),
                    suggestion.reason());
        }
    }
}
