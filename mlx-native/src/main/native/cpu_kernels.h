// What a decoder layer and its KV cache need besides matrix products, each as one operation on MLX's CPU backend in float32.
//
// MLX composes these on a CPU from many small operations, whose fixed costs exceed the arithmetic of a few rows many times,
// and its x86_64 build uses no vector instructions newer than SSE2. On a GPU MLX's own fused kernels are used instead.
#pragma once

#include <vector>

#include "shim.h"

namespace crema {

// Whether an array is computed here: float32 on the CPU backend.
inline bool on_cpu_in_float32(const mx::array& x) {
  return x.dtype() == mx::float32 && mx::default_device() == mx::Device::cpu;
}

// x / sqrt(mean(x²) + eps) · weight over the last axis; the mean is accumulated in double.
mx::array cpu_rms_norm(const mx::array& x, const mx::array& weight, float eps);

// x · w for a few rows of x, as decoding has them: BLAS copies all of w for them first. x [rows, in], w [in, out].
bool fits_cpu_multiply(const mx::array& x, const mx::array& w);
mx::array cpu_multiply(const mx::array& x, const mx::array& w);

// silu(gate) · up.
mx::array cpu_swiglu(const mx::array& gate, const mx::array& up);

struct RopeSettings {
  int32_t dims;
  bool traditional;
  float base;
  float scale;
  std::optional<mx::array> frequencies; // [dims / 2], instead of those of base
};

// Rows [rows, heads, head_dim] rotated; row i stands at position positions[i], or at first + i without positions.
mx::array cpu_rope(
    const mx::array& x, const RopeSettings& settings, const std::vector<int32_t>& positions, int32_t first);

// One query row of each sequence over the filled part of its own cache.
// queries [sequences, heads, 1, head_dim]; keys and values of sequence i [1, kv_heads, capacity_i, head_dim], of which
// lengths[i] positions count. Returns [sequences, heads, 1, head_dim].
mx::array cpu_decode_attention(
    const mx::array& queries,
    const std::vector<mx::array>& keys,
    const std::vector<mx::array>& values,
    std::vector<int32_t> lengths,
    float scale);

// The last rows of one sequence over all of it, causally.
// queries [1, heads, rows, head_dim]; keys and values [1, kv_heads, capacity, head_dim], of which `length` positions count
// and the last `rows` of them are those of the queries. Returns [1, heads, rows, head_dim].
mx::array cpu_causal_attention(
    const mx::array& queries, const mx::array& keys, const mx::array& values, int32_t length, float scale);

// One layer's plane [1, kv_heads, capacity, width] from the first `length` positions of a chain of blocks
// [layers, kv_heads, tokens, width] of any type; the rest is zero. Composed, it would be a slice per block and layer.
mx::array cpu_restore(std::vector<mx::array> blocks, int32_t layer, int32_t length, int32_t capacity);

// What a quantized plane's first `length` positions stand for: [1, kv_heads, length, head_dim].
// packed uint32, scales and biases float32 [1, kv_heads, capacity, width], as mx::quantize makes them with 8 or 4 bits.
mx::array cpu_dequantize(
    const mx::array& packed, const mx::array& scales, const mx::array& biases,
    int32_t length, int32_t head_dim, int32_t bits);

} // namespace crema
