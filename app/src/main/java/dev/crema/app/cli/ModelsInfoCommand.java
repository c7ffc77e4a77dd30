package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.hardware.HardwareProbe;
import dev.crema.mlx.hub.catalogue.Catalogue;
import dev.crema.mlx.hub.catalogue.CatalogueModel;
import dev.crema.mlx.hub.catalogue.MemoryFit;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelDescription;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Describes a model that is on the disk or in the catalogue. */
@Command(
        name = "info",
        mixinStandardHelpOptions = true,
        description = "Describe a model in Crema's folder, or a well-known one; asks no network.")
final class ModelsInfoCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private ModelsCommand models;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "As 'crema models list' shows it, with --available or without")
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private String name;

    @Override
    public void run() {
        Optional<InstalledModel> installed = models.library().find(name);
        Optional<CatalogueModel> known = Catalogue.builtIn().find(name);
        PrintWriter out = spec.commandLine().getOut();
        if (installed.isPresent()) {
            describe(ModelDescription.of(installed.get()), out);
        } else if (known.isPresent()) {
            describe(known.get(), out);
        } else {
            throw new StartException("There is no model " + name + " in "
                    + models.library().folder()
                    + ", and it is none of the well-known ones. 'crema models' lists what is"
                    + " there, 'crema models list --available' what is well known.");
        }
        out.flush();
    }

    private static void describe(ModelDescription model, PrintWriter out) {
        out.println(model.model().id());
        line(out, "path", model.model().path().toString());
        line(out, "on disk", Amounts.bytes(model.model().bytes()));
        if (model.parameters() > 0) {
            facts(out, model.family(), model.parameters(), model.format(), model.contextLength());
        }
        if (model.problem() != null) {
            line(out, "problem", model.problem());
        } else {
            line(out, "keys, values", model.kvBytesPerToken() / 1024 + " KB a token");
            line(
                    out,
                    "memory",
                    MemoryFit.of(HardwareProbe.read(), model.weightBytes(), model.kvBytesPerToken())
                            .reason());
        }
    }

    private static void describe(CatalogueModel model, PrintWriter out) {
        out.println(model.repo() + ", not on this machine; 'crema models pull " + model.name() + "' fetches it");
        line(out, "good for", model.note());
        line(out, "download", "about " + Amounts.bytes(model.bytes()));
        facts(out, model.family(), model.parameters(), model.format(), model.contextLength());
        line(out, "keys, values", model.kvBytesPerToken() / 1024 + " KB a token");
        line(
                out,
                "memory",
                MemoryFit.of(HardwareProbe.read(), model.bytes(), model.kvBytesPerToken())
                        .reason());
    }

    private static void facts(PrintWriter out, String family, long parameters, String format, int contextLength) {
        line(out, "family", family);
        line(
                out,
                "parameters",
                parameters < 1_000_000_000L
                        ? Math.round(parameters / 1e6) + " million"
                        : String.format(Locale.ROOT, "%.1f billion", parameters / 1e9));
        line(out, "format", format);
        line(out, "context", String.format(Locale.ROOT, "%,d tokens", contextLength));
    }

    private static void line(PrintWriter out, String label, String text) {
        out.printf("  %-13s %s%n", label, text);
    }
}
