package dev.crema.mlx.hardware;

/** Precisions that models' weights are offered in. */
public enum WeightBits {
    /** Four bits a weight. */
    FOUR("4-bit", 4.5),
    /** Eight bits a weight. */
    EIGHT("8-bit", 8.5),
    /** Sixteen bits a weight, as most models are made. */
    SIXTEEN("fp16", 16);

    private final String label;
    private final double bits;

    WeightBits(String label, double bits) {
        this.label = label;
        this.bits = bits;
    }

    /** As model names and people write it. */
    public String label() {
        return label;
    }

    /** Bytes of a model of so many parameters, with the scale and bias that a group of 64 weights shares. */
    public long bytes(double parameters) {
        return Math.round(parameters * bits / Byte.SIZE);
    }
}
