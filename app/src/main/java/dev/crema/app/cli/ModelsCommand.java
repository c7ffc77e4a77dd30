package dev.crema.app.cli;

import dev.crema.mlx.hub.library.ModelLibrary;
import dev.crema.proxy.config.Config;
import dev.crema.proxy.config.ConfigLoader;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The models on this machine; without a command of its own it lists them. */
@Command(
        name = "models",
        mixinStandardHelpOptions = true,
        description = "List the models in Crema's folder; each name is accepted by 'serve --model'.",
        subcommands = {ModelsListCommand.class, ModelsPullCommand.class, ModelsRmCommand.class, ModelsInfoCommand.class
        })
final class ModelsCommand implements Runnable {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CremaCommand parent;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before any command runs
    private CommandSpec spec;

    @Override
    public void run() {
        ModelsListCommand.list(this, spec.commandLine().getOut());
    }

    Config config() {
        return ConfigLoader.load(parent.home(), System.getenv(), Map.of()).config();
    }

    ModelLibrary library() {
        return ModelLibrary.of(parent.home());
    }
}
