package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.Hubs;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.hub.Downloads;
import dev.crema.mlx.hub.Interrupted;
import dev.crema.mlx.hub.library.InstalledModel;
import dev.crema.mlx.hub.library.ModelLibrary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Deletes a model from the disk, or what arrived of one. */
@Command(
        name = "rm",
        mixinStandardHelpOptions = true,
        description = "Delete a model from Crema's folder, or what arrived of one whose download was interrupted.")
final class ModelsRmCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private ModelsCommand models;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "As 'crema models' lists it")
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private String name;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        ModelLibrary library = models.library();
        Optional<InstalledModel> installed = library.find(name);
        if (installed.isPresent()) {
            delete(library, installed.get());
            out.println("Deleted: " + installed.get().path() + ", "
                    + Amounts.bytes(installed.get().bytes()));
        } else {
            out.println("Deleted: what had arrived of " + name + ", " + Amounts.bytes(discard()));
        }
        out.flush();
    }

    private static void delete(ModelLibrary library, InstalledModel model) {
        try {
            library.delete(model);
        } catch (IOException e) {
            throw new StartException(
                    model.id() + " could not be deleted: " + e.getMessage() + ". Check who may write to its folder.",
                    e);
        }
    }

    /** Bytes that were there. */
    private long discard() {
        try (Downloads downloads = Hubs.open(models.config())) {
            List<Interrupted> begun = downloads.interrupted().stream()
                    .filter(pull -> pull.request().repo().toString().equals(name))
                    .toList();
            if (begun.isEmpty()) {
                throw new StartException("There is no model " + name + " in "
                        + models.library().folder() + ". 'crema models' lists what is there.");
            }
            begun.forEach(pull -> downloads.discard(pull.request()));
            return begun.stream().mapToLong(Interrupted::doneBytes).sum();
        }
    }
}
