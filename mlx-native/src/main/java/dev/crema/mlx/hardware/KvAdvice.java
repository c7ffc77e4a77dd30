package dev.crema.mlx.hardware;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How much memory keys and values may take on a machine, beside a model. No prompt is cut because of it: one that needs
 * more than {@code sequenceTokens} gets more as long as {@code liveBytes} suffice, and is refused beyond.
 *
 * @param prefixCacheBytes memory for prompts kept between requests
 * @param liveBytes memory for those under way
 * @param sequenceTokens tokens of one conversation that fit with ease
 * @param reasons a sentence for each figure, for people
 */
public record KvAdvice(long prefixCacheBytes, long liveBytes, int sequenceTokens, List<String> reasons) {
    /** Always granted, because agents live on reused prompts. */
    static final long LEAST_PREFIX_CACHE = 256L << 20;

    /** Copies the list. */
    public KvAdvice {
        reasons = List.copyOf(reasons);
    }

    /**
     * Advice for a machine and a model that is not loaded yet.
     *
     * @param weightBytes memory that its weights will take
     * @param kvBytesPerToken keys and values of one token over all layers
     */
    public static KvAdvice of(Hardware hardware, long weightBytes, long kvBytesPerToken) {
        List<String> reasons = new ArrayList<>();
        MemoryShares shares = MemoryShares.of(hardware.memoryBytes());
        long kv = kvBytes(shares, weightBytes, reasons);
        long prefixCache = Math.max(LEAST_PREFIX_CACHE, kv / 2);
        reasons.add(
                prefixCache == LEAST_PREFIX_CACHE
                        ? "Prompts kept between requests get " + ByteText.of(prefixCache)
                                + " all the same, because agents send the same beginning with every request."
                        : "Half of that, " + ByteText.of(prefixCache)
                                + ", is for prompts kept between requests; the other half is for the answers under way.");
        Advice<Integer> size = KvSizeRule.of(hardware, weightBytes);
        reasons.add(size.reason());
        int tokens = size.value();
        long fitting = Math.max(KvSizeRule.FEWEST_TOKENS, kv / 2 / Math.max(1, kvBytesPerToken));
        if (fitting < tokens) {
            reasons.add("Of this model, with " + kvBytesPerToken / 1024 + " KB a token, only " + count(fitting)
                    + " tokens fit into it.");
            tokens = (int) fitting;
        }
        return new KvAdvice(prefixCache, prefixCache, tokens, reasons).withRoom(kvBytesPerToken);
    }

    /**
     * With the KV size a person wants instead. A larger one than memory was meant for is obeyed.
     *
     * @param tokens of one conversation
     * @param kvBytesPerToken as above
     */
    public KvAdvice withSequenceTokens(int tokens, long kvBytesPerToken) {
        List<String> others = new ArrayList<>(reasons.subList(0, reasons.size() - 1));
        others.add("The settings give a conversation " + count(tokens) + " tokens instead.");
        return new KvAdvice(prefixCacheBytes, liveBytes, tokens, others).withRoom(kvBytesPerToken);
    }

    /** Tokens of the longest prompt and answer that memory has room for. */
    public long longestTokens(long kvBytesPerToken) {
        return liveBytes / Math.max(1, kvBytesPerToken);
    }

    private KvAdvice withRoom(long kvBytesPerToken) {
        KvAdvice roomy = new KvAdvice(
                prefixCacheBytes, Math.max(liveBytes, sequenceTokens * kvBytesPerToken), sequenceTokens, reasons);
        List<String> all = new ArrayList<>(reasons);
        all.add("A prompt that needs more gets more, up to " + count(roomy.longestTokens(kvBytesPerToken))
                + " tokens; beyond that its client is told that it is too long.");
        return new KvAdvice(prefixCacheBytes, roomy.liveBytes, sequenceTokens, all);
    }

    private static long kvBytes(MemoryShares shares, long weights, List<String> reasons) {
        long kv = shares.kvBytes(weights);
        String spare = ByteText.of(shares.spareBytes());
        reasons.add("Of " + ByteText.of(shares.totalBytes()) + " of memory, " + ByteText.of(shares.othersBytes())
                + " are left to the system and other programs.");
        reasons.add(
                kv == shares.halfBytes()
                        ? "Half of the remaining " + spare + " is for weights, half, " + ByteText.of(kv)
                                + ", for keys and values."
                        : "The weights take " + ByteText.of(weights) + " of the remaining " + spare
                                + ", more than their half; " + ByteText.of(kv) + " are left for keys and values.");
        return kv;
    }

    private static String count(long tokens) {
        return String.format(Locale.ROOT, "%,d", tokens);
    }
}
