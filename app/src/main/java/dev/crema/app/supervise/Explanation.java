package dev.crema.app.supervise;

import dev.crema.app.agents.ClientSetupException;
import dev.crema.app.benchmark.BenchmarkException;
import dev.crema.app.wiring.ProcessFolders;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.binding.NativeLoadException;
import dev.crema.mlx.hub.HubException;
import dev.crema.mlx.tokenizer.TemplateException;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.proxy.backend.lite.LiteScriptException;
import dev.crema.proxy.config.ConfigException;
import dev.crema.proxy.observe.history.HistoryException;
import dev.crema.proxy.server.ServerStartException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a person reads when something fails, at the terminal or in the window. The stack trace goes to the log file only.
 *
 * @param text what happened, why and what to do next
 * @param exitCode exit status of the process
 */
public record Explanation(String text, int exitCode) {
    private static final Logger LOG = LoggerFactory.getLogger(Explanation.class);

    /** Logs the failure and words it. */
    public static Explanation of(Throwable failure, Path home) {
        LOG.error("A command or the start failed.", failure);
        return switch (failure) {
            case ConfigException e -> new Explanation(String.valueOf(e.getMessage()), 2);
            case LiteScriptException e -> new Explanation(String.valueOf(e.getMessage()), 2);
            case ClientSetupException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case BenchmarkException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case StartException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case ServerStartException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case HubException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case ModelFormatException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case TemplateException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case HistoryException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            case NativeLoadException e -> new Explanation(String.valueOf(e.getMessage()), 1);
            default ->
                new Explanation(
                        "an error that Crema did not expect: " + failure + ". The details are in "
                                + ProcessFolders.logFile(home) + "; please report them.",
                        1);
        };
    }
}
