#include "cpu_kernel.h"
#include "workers.h"

namespace crema {

namespace {

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

// Weights below so many numbers are read faster by one thread than others wake up.
constexpr int64_t kWorthThreads = 1 << 19;

// A matrix product with more rows is better packed and spread over threads, as BLAS does.
constexpr int32_t kMostRows = 8;

} // namespace

CREMA_VECTORIZED
void add_product(
    const float* x, const float* w, float* sums, int32_t rows, int32_t depth, int64_t x_step, int64_t w_step,
    int64_t width) {
  constexpr int32_t kLines = 8;
  constexpr int64_t kBlock = 1024;
  int32_t i = 0;
  for (; i + kLines <= depth; i += kLines) {
    const float* line = w + i * w_step;
    for (int64_t from = 0; from < width; from += kBlock) {
      int64_t to = std::min(from + kBlock, width);
      for (int32_t row = 0; row < rows; row++) {
        const float* factors = x + row * x_step + i;
        float* sum = sums + row * w_step;
#pragma omp simd
        for (int64_t j = from; j < to; j++) {
          float all = 0;
          for (int32_t k = 0; k < kLines; k++) {
            all += factors[k] * line[k * w_step + j];
          }
          sum[j] += all;
        }
      }
    }
  }
  for (; i < depth; i++) {
    for (int32_t row = 0; row < rows; row++) {
      float factor = x[row * x_step + i];
#pragma omp simd
      for (int64_t j = 0; j < width; j++) {
        sums[row * w_step + j] += factor * w[i * w_step + j];
      }
    }
  }
}

mx::array cpu_rms_norm(const mx::array& x, const mx::array& weight, float eps) {
  return kernel(x.shape(), {mx::contiguous(x), weight}, [eps](const auto& inputs, auto& out) {
    int32_t width = out.shape(-1);
    norm_rows(
        inputs[0].template data<float>(), inputs[1].template data<float>(), out.template data<float>(),
        out.size() / width, width, eps);
  });
}

bool fits_cpu_multiply(const mx::array& x, const mx::array& w) {
  return on_cpu_in_float32(x) && on_cpu_in_float32(w) && x.ndim() == 2 && w.ndim() == 2 && x.shape(0) <= kMostRows &&
      x.shape(1) == w.shape(0);
}

mx::array cpu_multiply(const mx::array& x, const mx::array& w) {
  return kernel(
      {x.shape(0), w.shape(1)}, {mx::contiguous(x), mx::contiguous(w)}, [](const auto& inputs, auto& out) {
        const float* rows = inputs[0].template data<float>();
        const float* weights = inputs[1].template data<float>();
        float* sums = out.template data<float>();
        int32_t depth = inputs[0].shape(1);
        int64_t width = out.shape(1);
        std::fill(sums, sums + out.size(), 0.0f);
        int32_t parts = depth * width < kWorthThreads ? 1 : 4;
        int64_t part = (width / parts + 15) / 16 * 16;
        in_parallel(parts, [&](int32_t at) {
          int64_t from = std::min(at * part, width), to = at + 1 == parts ? width : std::min(from + part, width);
          add_product(rows, weights + from, sums + from, out.shape(0), depth, depth, width, to - from);
        });
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

mx::array cpu_restore(std::vector<mx::array> blocks, int32_t layer, int32_t length, int32_t capacity) {
  const mx::array& first = blocks.at(0);
  mx::Shape shape{1, first.shape(1), capacity, first.shape(3)};
  auto dtype = first.dtype();
  return kernel(shape, std::move(blocks), [layer, length](const auto& inputs, auto& out) {
    int64_t heads = out.shape(1), row = out.shape(3) * out.itemsize();
    in_parallel(static_cast<int32_t>(heads), [&](int32_t head) {
      char* to = out.template data<char>() + head * out.shape(2) * row;
      char* end = to + out.shape(2) * row;
      int64_t left = length;
      for (const mx::array& block : inputs) {
        int64_t tokens = block.shape(2), taken = std::min(tokens, left);
        std::memcpy(to, block.data<char>() + (layer * heads + head) * tokens * row, taken * row);
        to += taken * row;
        left -= taken;
      }
      std::memset(to, 0, end - to);
    });
  }, dtype);
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
