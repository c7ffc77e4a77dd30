package dev.crema.mlx.binding;

import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts OpenBLAS in place of the reference BLAS that MLX's Linux CPU wheel bundles, which is some thirty times slower. The
 * dynamic linker takes the first global definition of a symbol, so OpenBLAS is opened globally before MLX.
 */
final class OpenBlas {
    private static final Logger LOG = LoggerFactory.getLogger(OpenBlas.class);

    /** RTLD_NOW | RTLD_GLOBAL of glibc. */
    private static final int NOW_AND_GLOBAL = 0x102;

    private static final List<String> FILES =
            List.of("libgcc_s.so.1", "libquadmath.so.0", "libgfortran.so.5", "libopenblas.so.0");

    /** Cycles, as a power of two, that its threads wait busily for more work: some microseconds instead of milliseconds. */
    private static final String PATIENCE_VARIABLE = "OPENBLAS_THREAD_TIMEOUT";

    private static final String PATIENCE = "14";

    private OpenBlas() {}

    /** Opens OpenBLAS from the class path, unpacked once into a folder; without it MLX works, slowly, and the log says so. */
    static void openGlobally(Path folder) {
        String platform = "aarch64".equals(System.getProperty("os.arch")) ? "linux-arm64" : "linux-x86_64";
        try {
            Files.createDirectories(folder);
            for (String file : FILES) {
                unpack("/org/bytedeco/openblas/" + platform + "/" + file, folder.resolve(file));
            }
            // Read from C's environment when the library is opened. What a user has set stays.
            NativeLibrary.getProcess().getFunction("setenv").invokeInt(new Object[] {PATIENCE_VARIABLE, PATIENCE, 0});
            Path library = folder.resolve("libopenblas.so.0");
            NativeLibrary.getInstance(
                    library.toString(), Map.of(com.sun.jna.Library.OPTION_OPEN_FLAGS, NOW_AND_GLOBAL));
        } catch (IOException | UnsatisfiedLinkError e) {
            LOG.warn("OpenBLAS cannot be used ({}); matrix products will be slow.", e.getMessage());
        }
    }

    private static void unpack(String resource, Path target) throws IOException {
        if (Files.exists(target)) {
            return;
        }
        try (InputStream in = OpenBlas.class.getResourceAsStream(resource)) {
            if (in == null) {
                return;
            }
            Path part = Files.createTempFile(
                    target.getParent(), target.getFileName().toString(), ".part");
            Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            try {
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
