#include "cpu_kernels.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <stdexcept>

#include "mlx/backend/cpu/encoder.h"
#include "mlx/primitives.h"

// These loops are worth the vector instructions of the machine they run on.
#if defined(__x86_64__) && defined(__linux__)
#define CREMA_VECTORIZED __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CREMA_VECTORIZED
#endif

namespace crema {

namespace {

// An operation whose work is a function of its inputs' and output's memory, run on the stream's thread.
class CpuKernel : public mx::Primitive {
 public:
  using Work = std::function<void(const std::vector<mx::array>& inputs, mx::array& out)>;

  CpuKernel(mx::Stream stream, Work work) : mx::Primitive(stream), work_(std::move(work)) {}

  void eval_cpu(const std::vector<mx::array>& inputs, std::vector<mx::array>& outputs) override {
    auto& out = outputs[0];
    out.set_data(mx::allocator::malloc(out.nbytes()));
    // Weak copies, as in MLX's own operations: the stream keeps the buffers until its tasks have run, and a counted copy
    // would keep the next step from writing into the KV caches in place.
    std::vector<mx::array> arrays;
    arrays.reserve(inputs.size());
    for (const auto& input : inputs) {
      arrays.push_back(mx::array::unsafe_weak_copy(input));
    }
    mx::cpu::get_command_encoder(stream()).dispatch(
        [arrays = std::move(arrays), target = mx::array::unsafe_weak_copy(out), work = work_]() mutable {
          work(arrays, target);
        });
  }

  void eval_gpu(const std::vector<mx::array>&, std::vector<mx::array>&) override {
    throw std::runtime_error("this operation runs on a CPU only");
  }

  const char* name() const override {
    return "CremaCpuKernel";
  }

 private:
  Work work_;
};

mx::array kernel(mx::Shape shape, std::vector<mx::array> inputs, CpuKernel::Work work) {
  auto stream = mx::default_stream(mx::default_device());
  return mx::array(
      std::move(shape), mx::float32, std::make_shared<CpuKernel>(stream, std::move(work)), std::move(inputs));
}

// eˣ: 2ⁿ · 2ᶠ with x / ln 2 = n + f, and 2ᶠ by its Taylor polynomial on [-½, ½]; relative error below 2·10⁻⁷.
inline float fast_exp(float x) {
  x = std::min(std::max(x, -87.0f), 88.0f);
  float scaled = x * 1.44269504f;
  float whole = std::nearbyint(scaled);
  float f = (x - whole * 0.693359375f + whole * 2.12194440e-4f);
  float p = 1.0f / 5040;
  p = p * f + 1.0f / 720;
  p = p * f + 1.0f / 120;
  p = p * f + 1.0f / 24;
  p = p * f + 1.0f / 6;
  p = p * f + 0.5f;
  p = p * f + 1.0f;
  p = p * f + 1.0f;
  int32_t bits = (static_cast<int32_t>(whole) + 127) << 23;
  float power;
  std::memcpy(&power, &bits, sizeof power);
  return p * power;
}

CREMA_VECTORIZED
void norm_rows(const float* x, const float* weight, float* out, int64_t rows, int32_t width, float eps) {
  for (int64_t row = 0; row < rows; row++, x += width, out += width) {
    double sum = 0;
#pragma omp simd reduction(+ : sum)
    for (int32_t i = 0; i < width; i++) {
      sum += static_cast<double>(x[i]) * x[i];
    }
    float factor = static_cast<float>(1 / std::sqrt(sum / width + eps));
#pragma omp simd
    for (int32_t i = 0; i < width; i++) {
      out[i] = x[i] * factor * weight[i];
    }
  }
}

CREMA_VECTORIZED
void swiglu(const float* gate, const float* up, float* out, int64_t count) {
#pragma omp simd
  for (int64_t i = 0; i < count; i++) {
    out[i] = gate[i] / (1.0f + fast_exp(-gate[i])) * up[i];
  }
}

// Rotates pairs of one head: neighbours if traditional, else the two halves of the rotated dimensions.
CREMA_VECTORIZED
void rotate(const float* x, float* out, const float* cosine, const float* sine, int32_t half, bool traditional) {
  int32_t step = traditional ? 2 : 1;
  int32_t other = traditional ? 1 : half;
#pragma omp simd
  for (int32_t i = 0; i < half; i++) {
    float a = x[i * step];
    float b = x[i * step + other];
    out[i * step] = a * cosine[i] - b * sine[i];
    out[i * step + other] = a * sine[i] + b * cosine[i];
  }
}

// Attention of `group` query heads that share one kv head.
// q and out [group, dim]; k and v [length, dim]; scores is scratch [length].
CREMA_VECTORIZED
void attend_group(
    const float* q, const float* k, const float* v, float* out, float* scores,
    int32_t group, int32_t length, int32_t dim, float scale) {
  for (int32_t head = 0; head < group; head++, q += dim, out += dim) {
    float largest = -INFINITY;
    for (int32_t t = 0; t < length; t++) {
      const float* key = k + static_cast<int64_t>(t) * dim;
      float dot = 0;
#pragma omp simd reduction(+ : dot)
      for (int32_t i = 0; i < dim; i++) {
        dot += q[i] * key[i];
      }
      scores[t] = dot * scale;
      largest = std::max(largest, scores[t]);
    }
    float total = 0;
#pragma omp simd reduction(+ : total)
    for (int32_t t = 0; t < length; t++) {
      scores[t] = fast_exp(scores[t] - largest);
      total += scores[t];
    }
    std::fill(out, out + dim, 0.0f);
    for (int32_t t = 0; t < length; t++) {
      const float* value = v + static_cast<int64_t>(t) * dim;
      float weight = scores[t] / total;
#pragma omp simd
      for (int32_t i = 0; i < dim; i++) {
        out[i] += weight * value[i];
      }
    }
  }
}

// Softmax of scale · x over a row's first `count` numbers; the rest becomes 0.
CREMA_VECTORIZED
void softmax_row(const float* x, float* out, int32_t count, int32_t width, float scale) {
  float largest = -INFINITY;
#pragma omp simd reduction(max : largest)
  for (int32_t i = 0; i < count; i++) {
    largest = std::max(largest, x[i] * scale);
  }
  float total = 0;
#pragma omp simd reduction(+ : total)
  for (int32_t i = 0; i < count; i++) {
    out[i] = fast_exp(x[i] * scale - largest);
    total += out[i];
  }
  float factor = 1 / total;
#pragma omp simd
  for (int32_t i = 0; i < count; i++) {
    out[i] *= factor;
  }
  std::fill(out + count, out + width, 0.0f);
}

// number = scale · packed + bias, for `count` groups of `size` numbers; of two in a byte the first is in the low half.
CREMA_VECTORIZED
void unpack_groups(
    const uint8_t* packed, const float* scales, const float* biases, float* out,
    int64_t count, int32_t size, int32_t bits) {
  for (int64_t group = 0; group < count; group++, packed += size * bits / 8, out += size) {
    float scale = scales[group], bias = biases[group];
    if (bits == 8) {
#pragma omp simd
      for (int32_t i = 0; i < size; i++) {
        out[i] = scale * packed[i] + bias;
      }
    } else {
#pragma omp simd
      for (int32_t i = 0; i < size / 2; i++) {
        out[2 * i] = scale * (packed[i] & 15) + bias;
        out[2 * i + 1] = scale * (packed[i] >> 4) + bias;
      }
    }
  }
}

// In the order in which MLX rounds: positions multiply what little would differ.
std::vector<float> inverse_frequencies(const RopeSettings& settings, const float* frequencies) {
  int32_t half = settings.dims / 2;
  float step = std::log(settings.base) / half;
  std::vector<float> inverse(half);
  for (int32_t i = 0; i < half; i++) {
    inverse[i] = frequencies != nullptr ? 1.0f / frequencies[i] : std::exp(-i * step);
  }
  return inverse;
}

// Scores of one tile are kept small enough to stay in a processor's cache, and below what malloc fetches from the system
// and gives back each time; yet a matrix product packs all keys for every tile.
constexpr int32_t kTileScores = 1 << 20;
constexpr int32_t kLeastTileRows = 16;

// Softmax of scale · scores, whose rows are those of several heads, each with the last `rows` positions of a sequence.
mx::array causal_softmax(const mx::array& scores, int32_t rows, float scale) {
  return kernel(scores.shape(), {scores}, [rows, scale](const auto& inputs, auto& out) {
    const float* from = inputs[0].template data<float>();
    float* to = out.template data<float>();
    int32_t length = out.shape(-1);
    for (int32_t i = 0; i < out.shape(0); i++, from += length, to += length) {
      softmax_row(from, to, length - rows + 1 + i % rows, length, scale);
    }
  });
}

} // namespace

mx::array cpu_rms_norm(const mx::array& x, const mx::array& weight, float eps) {
  return kernel(x.shape(), {mx::contiguous(x), weight}, [eps](const auto& inputs, auto& out) {
    int32_t width = out.shape(-1);
    norm_rows(
        inputs[0].template data<float>(), inputs[1].template data<float>(), out.template data<float>(),
        out.size() / width, width, eps);
  });
}

mx::array cpu_swiglu(const mx::array& gate, const mx::array& up) {
  return kernel(gate.shape(), {mx::contiguous(gate), mx::contiguous(up)}, [](const auto& inputs, auto& out) {
    swiglu(
        inputs[0].template data<float>(), inputs[1].template data<float>(), out.template data<float>(), out.size());
  });
}

mx::array cpu_rope(
    const mx::array& x, const RopeSettings& settings, const std::vector<int32_t>& positions, int32_t first) {
  std::vector<mx::array> inputs{mx::contiguous(x)};
  if (settings.frequencies) {
    inputs.push_back(*settings.frequencies);
  }
  return kernel(x.shape(), std::move(inputs), [settings, positions, first](const auto& arrays, auto& out) {
    const float* from = arrays[0].template data<float>();
    float* to = out.template data<float>();
    int32_t rows = out.shape(0), heads = out.shape(1), dim = out.shape(2), half = settings.dims / 2;
    auto inverse =
        inverse_frequencies(settings, arrays.size() > 1 ? arrays[1].template data<float>() : nullptr);
    std::vector<float> cosine(half), sine(half);
    for (int32_t row = 0; row < rows; row++) {
      float position = settings.scale * (positions.empty() ? first + row : positions[row]);
      for (int32_t i = 0; i < half; i++) {
        cosine[i] = std::cos(position * inverse[i]);
        sine[i] = std::sin(position * inverse[i]);
      }
      for (int32_t head = 0; head < heads; head++, from += dim, to += dim) {
        rotate(from, to, cosine.data(), sine.data(), half, settings.traditional);
        std::copy(from + settings.dims, from + dim, to + settings.dims);
      }
    }
  });
}

mx::array cpu_decode_attention(
    const mx::array& queries,
    const std::vector<mx::array>& keys,
    const std::vector<mx::array>& values,
    std::vector<int32_t> lengths,
    float scale) {
  std::vector<mx::array> inputs{mx::contiguous(queries)};
  for (size_t i = 0; i < keys.size(); i++) {
    inputs.push_back(keys[i]);
    inputs.push_back(values[i]);
  }
  return kernel(
      queries.shape(), std::move(inputs), [lengths = std::move(lengths), scale](const auto& arrays, auto& out) {
        int32_t heads = out.shape(1), dim = out.shape(3);
        std::vector<float> scores(*std::max_element(lengths.begin(), lengths.end()));
        for (size_t i = 0; i < lengths.size(); i++) {
          const mx::array& k = arrays[1 + 2 * i];
          const mx::array& v = arrays[2 + 2 * i];
          int32_t kv_heads = k.shape(1), group = heads / kv_heads;
          for (int32_t head = 0; head < kv_heads; head++) {
            int64_t query = (static_cast<int64_t>(i) * heads + head * group) * dim;
            int64_t cache = static_cast<int64_t>(head) * k.shape(2) * dim;
            attend_group(
                arrays[0].template data<float>() + query, k.data<float>() + cache, v.data<float>() + cache,
                out.template data<float>() + query, scores.data(), group, lengths[i], dim, scale);
          }
        }
      });
}

mx::array cpu_causal_attention(
    const mx::array& queries, const mx::array& keys, const mx::array& values, float scale) {
  int32_t heads = queries.shape(1), rows = queries.shape(2), dim = queries.shape(3);
  int32_t kv_heads = keys.shape(1), length = keys.shape(2), group = heads / kv_heads;
  int32_t tile = std::min(rows, std::max(kLeastTileRows, kTileScores / (group * length)));
  std::vector<mx::array> all;
  for (int32_t head = 0; head < kv_heads; head++) {
    std::vector<mx::array> tiles;
    for (int32_t start = 0; start < rows; start += tile) {
      int32_t stop = std::min(start + tile, rows), reach = length - rows + stop;
      auto seen = [&](const mx::array& side) {
        return mx::squeeze(mx::slice(side, {0, head, 0, 0}, {1, head + 1, reach, dim}), std::vector<int>{0, 1});
      };
      // The heads that share keys lie below one another: one product for all of them.
      auto rows_of_group = mx::slice(queries, {0, head * group, start, 0}, {1, (head + 1) * group, stop, dim});
      auto scores = mx::matmul(mx::reshape(rows_of_group, {-1, dim}), mx::transpose(seen(keys)));
      auto weights = causal_softmax(scores, stop - start, scale);
      tiles.push_back(mx::reshape(mx::matmul(weights, seen(values)), {1, group, stop - start, dim}));
    }
    all.push_back(mx::concatenate(std::move(tiles), 2));
  }
  return mx::concatenate(std::move(all), 1);
}

mx::array cpu_dequantize(
    const mx::array& packed, const mx::array& scales, const mx::array& biases,
    int32_t length, int32_t head_dim, int32_t bits) {
  return kernel({1, packed.shape(1), length, head_dim}, {packed, scales, biases}, [bits](const auto& planes, auto& out) {
    int64_t capacity = planes[0].shape(2), words = planes[0].shape(3), groups = planes[1].shape(3);
    int64_t heads = out.shape(1), length = out.shape(2), dim = out.shape(3);
    for (int64_t head = 0; head < heads; head++) {
      unpack_groups(
          reinterpret_cast<const uint8_t*>(planes[0].template data<uint32_t>() + head * capacity * words),
          planes[1].template data<float>() + head * capacity * groups,
          planes[2].template data<float>() + head * capacity * groups,
          out.template data<float>() + head * length * dim, length * groups, dim / groups, bits);
    }
  });
}

} // namespace crema
