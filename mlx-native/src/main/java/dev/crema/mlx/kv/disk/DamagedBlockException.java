package dev.crema.mlx.kv.disk;

/** A file does not hold what its name promises. Never leaves the package: it ends as a miss. */
final class DamagedBlockException extends Exception {
    DamagedBlockException(String message) {
        super(message);
    }

    DamagedBlockException(String message, Throwable cause) {
        super(message, cause);
    }
}
