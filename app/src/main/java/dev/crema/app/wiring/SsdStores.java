package dev.crema.app.wiring;

import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.kv.disk.DiskOptions;
import dev.crema.mlx.kv.disk.KeyFile;
import dev.crema.mlx.kv.disk.Keychain;
import dev.crema.proxy.config.CacheConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** Opens the folder in which keys and values survive a restart, as the configuration wants it. */
public final class SsdStores {
    /** The setting's value that means the macOS Keychain instead of a file. */
    private static final String KEYCHAIN = "keychain";

    /** Enough for a prompt's worth of blocks; they are held in memory while they wait. */
    private static final long WRITE_QUEUE = 128L << 20;

    private SsdStores() {}

    /**
     * The store, or null if it is switched off. One that cannot be used says why, and everything in it is a miss.
     *
     * @param tell told, in words for people, what is wrong with it
     * @throws StartException if the encryption key cannot be had: what is to be encrypted is not written otherwise
     */
    public static @Nullable DiskBlockStore open(CacheConfig.Kv kv, Consumer<String> tell) {
        CacheConfig.Ssd ssd = kv.ssd();
        if (!kv.enabled() || !ssd.enabled()) {
            return null;
        }
        DiskBlockStore store = DiskBlockStore.open(
                ssd.folder(),
                DiskOptions.of(
                        ssd.budgetBytes(),
                        ssd.freeFloorBytes(),
                        ssd.dailyWriteBytes(),
                        WRITE_QUEUE,
                        key(ssd.keyFile())));
        String problem = store.problem();
        if (problem != null) {
            tell.accept("prompts will not survive a restart: " + problem);
        }
        return store;
    }

    private static @Nullable SecretKey key(@Nullable String source) {
        if (source == null) {
            return null;
        }
        try {
            return source.equals(KEYCHAIN)
                    ? new Keychain("dev.crema", "kv-cache").readOrCreate()
                    : KeyFile.readOrCreate(Path.of(source));
        } catch (IOException e) {
            throw new StartException("The key that encrypts kept prompts cannot be used: " + e.getMessage());
        }
    }
}
