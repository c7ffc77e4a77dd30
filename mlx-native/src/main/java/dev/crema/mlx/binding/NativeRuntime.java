package dev.crema.mlx.binding;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import java.nio.file.Files;
import java.nio.file.Path;

/** Loads the shim and MLX once per process. Safe from any thread. */
public final class NativeRuntime {
    /** System property with the absolute path of the shim library; the launcher and the packaged app set it. */
    public static final String LIBRARY_PROPERTY = "crema.native";

    private static boolean loaded;

    private NativeRuntime() {}

    /**
     * Loads the libraries named by {@value #LIBRARY_PROPERTY}, if that has not happened.
     *
     * @throws NativeLoadException if they are missing, of another version or of another platform
     */
    public static synchronized void load() {
        if (loaded) {
            return;
        }
        String path = System.getProperty(LIBRARY_PROPERTY, "");
        if (path.isBlank()) {
            throw new NativeLoadException(
                    "The MLX engine's native library is not known: the system property " + LIBRARY_PROPERTY
                            + " is not set. Start Crema with ./crema, which builds it and sets the property.");
        }
        Path library = Path.of(path).toAbsolutePath();
        if (!Files.isReadable(library)) {
            throw new NativeLoadException(
                    "The MLX engine's native library " + library
                            + " does not exist or cannot be read. Start Crema with ./crema, which builds it again, or install Crema again.");
        }
        if (Platform.isLinux()) {
            OpenBlas.openGlobally(library.resolveSibling("openblas"));
        }
        try {
            Native.register(Shim.class, NativeLibrary.getInstance(library.toString()));
        } catch (UnsatisfiedLinkError e) {
            throw new NativeLoadException(
                    "The MLX engine's native library " + library + " cannot be loaded: " + e.getMessage()
                            + ". It may have been built for another MLX or another machine: install Crema again, or in a checkout delete its folder and start ./crema.",
                    e);
        }
        String built = Shim.crema_built_version();
        String found = Shim.crema_mlx_version();
        if (!found.equals(built)) {
            throw new NativeLoadException("The native library was built for MLX " + built + " but found MLX " + found
                    + ". Install Crema again, or in a checkout delete the folder of " + library
                    + " and start ./crema.");
        }
        loaded = true;
    }

    /** MLX's own version, for example {@code 0.32.4}. */
    public static String mlxVersion() {
        load();
        return Shim.crema_mlx_version();
    }

    /** Whether a GPU backend (Metal or CUDA) computes. */
    public static boolean gpu() {
        load();
        return Shim.crema_gpu_available() == 1;
    }

    /** The exception for a failed call, with the library's message. */
    public static MlxException failure() {
        return new MlxException(Shim.crema_last_error());
    }

    /** Checks the status of a call that returns 0 on success. */
    public static void check(int status) {
        if (status != 0) {
            throw failure();
        }
    }

    /** Checks a handle, which is 0 on failure. */
    public static long check(long handle) {
        if (handle == 0) {
            throw failure();
        }
        return handle;
    }
}
