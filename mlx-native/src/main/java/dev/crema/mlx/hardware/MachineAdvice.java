package dev.crema.mlx.hardware;

import java.util.List;

/**
 * What suits a machine before a model is chosen; {@link KvAdvice} goes on from there with a model.
 *
 * @param quantization precision of the weights
 * @param kvSize tokens of keys and values that a conversation gets without asking for more
 * @param weightBytes the most that weights should take
 * @param kvBytes the most that keys and values should take beside weights of that size
 */
public record MachineAdvice(
        Advice<WeightBits> quantization, Advice<Integer> kvSize, Advice<Long> weightBytes, Advice<Long> kvBytes) {
    /** Advice for a machine as it is now. */
    public static MachineAdvice of(Hardware hardware) {
        MemoryShares shares = MemoryShares.of(hardware.memoryBytes());
        String half = ByteText.of(shares.halfBytes());
        String share = "Of " + ByteText.of(shares.totalBytes()) + " of memory, " + ByteText.of(shares.othersBytes())
                + " are left to the system and other programs; half of the rest, " + half + ", is for ";
        return new MachineAdvice(
                QuantizationRule.of(hardware),
                KvSizeRule.of(hardware, 0),
                new Advice<>(
                        shares.halfBytes(),
                        share + "the weights.",
                        "A larger model is loaded all the same and leaves less for keys and values."),
                new Advice<>(
                        shares.halfBytes(),
                        share + "keys and values.",
                        "To choose otherwise for what outlives a request, set \"kvBudgetBytes\" in config.json, CREMA_KV_BUDGET_BYTES or"
                                + " --kv-budget-bytes."));
    }

    /** All of it in the order a reader wants it. */
    public List<Advice<?>> all() {
        return List.of(quantization, kvSize, weightBytes, kvBytes);
    }
}
