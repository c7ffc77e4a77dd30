package dev.crema.app.benchmark;

import dev.crema.app.wiring.ModelChoice;
import dev.crema.app.wiring.StartException;
import dev.crema.mlx.weights.ModelFolder;
import dev.crema.mlx.weights.ModelFormatException;
import dev.crema.proxy.config.Config;

/**
 * The model that answers.
 *
 * @param id its name on the wire
 * @param quantization how its weights are held, for people; empty: not known
 * @param window tokens of prompt and answer together
 */
public record BenchmarkModel(String id, String quantization, int window) {
    /** As above, the quantization looked up on the disk. A running Crema may have another model than its configuration says. */
    public static BenchmarkModel of(Config config, String id, int window) {
        return new BenchmarkModel(id, quantization(config, id), window);
    }

    private static String quantization(Config config, String id) {
        if (config.backend() != Config.BackendKind.MLX) {
            return "";
        }
        try (ModelFolder folder = ModelFolder.open(ModelChoice.resolve(config, ModelChoice.defaultModel()))) {
            return folder.id().equals(id) ? folder.summary().format() : "";
        } catch (StartException | ModelFormatException e) {
            return ""; // the running one is another, which this configuration does not name
        }
    }
}
