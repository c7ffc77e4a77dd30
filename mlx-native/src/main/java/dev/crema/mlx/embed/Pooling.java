package dev.crema.mlx.embed;

import dev.crema.mlx.array.MlxArray;
import dev.crema.mlx.ops.Ops;

/** How the vectors of a text's tokens become one. */
enum Pooling {
    /** Their mean. */
    MEAN {
        @Override
        MlxArray apply(MlxArray texts) {
            return Ops.mean(texts, 1);
        }
    },
    /** That of the first token, which stands for the text. */
    CLS {
        @Override
        MlxArray apply(MlxArray texts) {
            int[] stop = texts.shape();
            stop[1] = 1;
            return Ops.reshape(Ops.slice(texts, new int[3], stop), stop[0], stop[2]);
        }
    };

    /**
     * Pools texts of one length.
     *
     * @param texts [texts, length, hidden]
     * @return [texts, hidden]
     */
    abstract MlxArray apply(MlxArray texts);
}
