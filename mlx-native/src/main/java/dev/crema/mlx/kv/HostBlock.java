package dev.crema.mlx.kv;

import java.util.List;

/** Keys and values of a run of tokens as plain bytes, outside of MLX. */
record HostBlock(List<HostPlane> planes) {}
