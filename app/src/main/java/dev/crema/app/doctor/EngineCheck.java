package dev.crema.app.doctor;

import dev.crema.mlx.binding.NativeLoadException;
import dev.crema.mlx.binding.NativeRuntime;
import java.util.List;

/** Whether the native library loads, and what it computes on. */
final class EngineCheck implements Check {
    @Override
    public List<Finding> look() {
        try {
            String version = NativeRuntime.mlxVersion();
            return List.of(
                    NativeRuntime.gpu()
                            ? Finding.ok("MLX", version + " on the GPU")
                            : Finding.warning(
                                    "MLX",
                                    version + " on the CPU: fine for trying out and for tests, slow for work",
                                    "Run Crema on a Mac with an M1 or newer for models of a useful size."));
        } catch (NativeLoadException e) {
            return List.of(
                    Finding.problem(
                            "MLX",
                            String.valueOf(e.getMessage()),
                            "From a checkout, run ./crema prepare, which fetches and builds what is missing; else install Crema again."));
        }
    }
}
