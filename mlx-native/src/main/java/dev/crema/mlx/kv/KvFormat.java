package dev.crema.mlx.kv;

/** How keys and values are held, in running sequences and in blocks alike. */
public enum KvFormat {
    /** In the model's own precision. */
    MODEL(0),
    /** 8 bits a number, with a scale and a bias per group: about half of 16-bit keys and values. */
    Q8(8),
    /** 4 bits a number, with a scale and a bias per group: about a quarter. Changes answers visibly on small models. */
    Q4(4);

    private final int bits;

    KvFormat(int bits) {
        this.bits = bits;
    }

    /** Whether numbers are packed in groups with a scale and a bias. */
    public boolean quantized() {
        return bits > 0;
    }

    /** Bits per packed number; 0 for {@link #MODEL}. */
    int bits() {
        return bits;
    }
}
