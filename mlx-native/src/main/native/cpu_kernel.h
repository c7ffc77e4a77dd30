// What the files of CPU kernels share: an operation of MLX's graph made of a function, and loops that are vectorised for the
// machine they run on.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <stdexcept>

#include "cpu_kernels.h"
#include "mlx/backend/cpu/encoder.h"
#include "mlx/primitives.h"

// These loops are worth the vector instructions of the machine they run on.
#if defined(__x86_64__) && defined(__linux__)
#define CREMA_VECTORIZED __attribute__((target_clones("arch=x86-64-v3", "default")))
#else
#define CREMA_VECTORIZED
#endif

namespace crema {

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

inline mx::array kernel(
    mx::Shape shape, std::vector<mx::array> inputs, CpuKernel::Work work, mx::Dtype dtype = mx::float32) {
  auto stream = mx::default_stream(mx::default_device());
  return mx::array(std::move(shape), dtype, std::make_shared<CpuKernel>(stream, std::move(work)), std::move(inputs));
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

// sums += x · w for a few rows: w is read once and in order, and a block of it serves every row while it is in the first
// cache. x [rows, depth] with rows `x_step` apart; w [depth, width] and sums [rows, width] with rows `w_step` apart.
void add_product(
    const float* x, const float* w, float* sums, int32_t rows, int32_t depth, int64_t x_step, int64_t w_step,
    int64_t width);

} // namespace crema
