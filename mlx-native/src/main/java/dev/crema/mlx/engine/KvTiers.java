package dev.crema.mlx.engine;

import dev.crema.mlx.kv.KvLayout;
import dev.crema.mlx.kv.PrefixCache;
import dev.crema.mlx.kv.SsdTier;
import dev.crema.mlx.kv.disk.DiskBlockStore;
import dev.crema.mlx.model.LanguageModel;
import java.util.Locale;

/**
 * A loaded model's keys and values. Made on the engine thread.
 *
 * @param layout their shape in the format they are held in
 * @param cache keeps them between requests, in memory and on the SSD
 * @param identity of the model with its precision and that format, on which its answers depend
 */
record KvTiers(KvLayout layout, PrefixCache cache, String identity) {
    /** @param weights identity of the weights as they are in memory */
    static KvTiers of(LanguageModel model, KvOptions options, String weights, String modelId) {
        KvLayout layout = model.kvLayout().withFormat(options.format());
        String identity = weights + "-kv-" + layout.format().name().toLowerCase(Locale.ROOT);
        DiskBlockStore store = options.ssd();
        SsdTier ssd = store == null ? null : new SsdTier(store, layout, options.blockTokens(), identity, modelId);
        return new KvTiers(layout, new PrefixCache(options.blockTokens(), options.budgetBytes(), ssd), identity);
    }

    /** Tokens that a sequence may have: the model's window, or what memory has room for. */
    int contextLength(int window, long liveBytes) {
        return (int) Math.min(window, liveBytes / layout.bytesPerToken());
    }
}
