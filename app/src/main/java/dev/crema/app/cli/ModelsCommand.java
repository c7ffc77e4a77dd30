package dev.crema.app.cli;

import dev.crema.app.text.Amounts;
import dev.crema.app.wiring.InstalledModel;
import dev.crema.app.wiring.InstalledModels;
import dev.crema.app.wiring.ModelChoice;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the models on this machine. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List the models in Crema's folder; each name is accepted by 'serve --model'.")
final class ModelsCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        InstalledModels installed = new InstalledModels(parent.home());
        List<InstalledModel> models = installed.list();
        if (models.isEmpty()) {
            out.println("No model in " + installed.folder() + " yet; './crema prepare' fetches the default one.");
        }
        Path defaultModel = ModelChoice.defaultModel();
        for (InstalledModel model : models) {
            out.printf(
                    "%-40s %9s  %s%s%n",
                    model.id(),
                    Amounts.bytes(model.bytes()),
                    model.path(),
                    model.path().equals(defaultModel) ? "  (default)" : "");
        }
    }
}
