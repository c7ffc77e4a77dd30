package dev.crema.mlx.weights;

/**
 * The order in which a GGUF holds the rows of a projection.
 *
 * <p>Llama-architecture files interleave the two RoPE halves of each query and key head (row pairs 0, d/2, 1, d/2+1 …),
 * because ggml rotates neighbouring elements; Hugging Face and MLX keep the halves apart.
 *
 * @param heads number of heads whose rows are interleaved, or 0 if rows are in Hugging Face's order
 */
record RowOrder(int heads) {
    static final RowOrder PLAIN = new RowOrder(0);

    boolean isPlain() {
        return heads == 0;
    }

    /** Whether that many rows divide into heads of even size. */
    boolean fits(int rows) {
        return isPlain() || rows % (2 * heads) == 0;
    }

    /** The file's row that holds Hugging Face's {@code row}. */
    int sourceRow(int row, int rows) {
        if (isPlain()) {
            return row;
        }
        int headSize = rows / heads;
        int half = headSize / 2;
        int inHead = row % headSize;
        return row - inHead + inHead % half * 2 + inHead / half;
    }
}
