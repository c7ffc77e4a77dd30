// Tensor operations, one function each; shapes are those of MLX's own operations of the same name.
#include <limits>

#include "cpu_kernels.h"
#include "shim.h"

using namespace crema;

CREMA_API Handle crema_astype(Handle a, int32_t dtype) {
  return make([&] { return mx::astype(as_array(a), as_dtype(dtype)); });
}

CREMA_API Handle crema_reshape(Handle a, const int32_t* shape, int32_t ndim) {
  return make([&] { return mx::reshape(as_array(a), as_shape(shape, ndim)); });
}

CREMA_API Handle crema_transpose(Handle a, const int32_t* axes, int32_t count) {
  return make([&] { return mx::transpose(as_array(a), std::vector<int>(axes, axes + count)); });
}

CREMA_API Handle crema_contiguous(Handle a) {
  return make([&] { return mx::contiguous(as_array(a)); });
}

CREMA_API Handle crema_slice(Handle a, const int32_t* start, const int32_t* stop, int32_t ndim) {
  return make([&] {
    return mx::slice(as_array(a), as_shape(start, ndim), as_shape(stop, ndim), mx::Shape(ndim, 1));
  });
}

CREMA_API Handle crema_concatenate(const Handle* handles, int32_t count, int32_t axis) {
  return make([&] { return mx::concatenate(as_arrays(handles, count), axis); });
}

CREMA_API Handle crema_take(Handle a, Handle indices, int32_t axis) {
  return make([&] { return mx::take(as_array(a), as_array(indices), axis); });
}

CREMA_API Handle crema_take_along(Handle a, Handle indices, int32_t axis) {
  return make([&] { return mx::take_along_axis(as_array(a), as_array(indices), axis); });
}

// a + 1 at the given positions of a vector; repeated positions count each time.
CREMA_API Handle crema_count_at(Handle a, Handle indices) {
  return make([&] {
    auto& counts = as_array(a);
    auto& positions = as_array(indices);
    auto ones = mx::ones({static_cast<int>(positions.size()), 1}, counts.dtype());
    return mx::scatter_add(counts, mx::reshape(positions, {-1}), ones, 0);
  });
}

CREMA_API Handle crema_add(Handle a, Handle b) {
  return make([&] { return mx::add(as_array(a), as_array(b)); });
}

CREMA_API Handle crema_subtract(Handle a, Handle b) {
  return make([&] { return mx::subtract(as_array(a), as_array(b)); });
}

CREMA_API Handle crema_multiply(Handle a, Handle b) {
  return make([&] { return mx::multiply(as_array(a), as_array(b)); });
}

CREMA_API Handle crema_less(Handle a, Handle b) {
  return make([&] { return mx::less(as_array(a), as_array(b)); });
}

CREMA_API Handle crema_greater(Handle a, Handle b) {
  return make([&] { return mx::greater(as_array(a), as_array(b)); });
}

CREMA_API Handle crema_where(Handle condition, Handle a, Handle b) {
  return make([&] { return mx::where(as_array(condition), as_array(a), as_array(b)); });
}

CREMA_API Handle crema_matmul(Handle a, Handle b) {
  return make([&] {
    auto &x = as_array(a), &w = as_array(b);
    return fits_cpu_multiply(x, w) ? cpu_multiply(x, w) : mx::matmul(x, w);
  });
}

CREMA_API Handle crema_addmm(Handle c, Handle a, Handle b) {
  return make([&] {
    auto &x = as_array(a), &w = as_array(b);
    return fits_cpu_multiply(x, w) ? mx::add(as_array(c), cpu_multiply(x, w)) : mx::addmm(as_array(c), x, w);
  });
}

CREMA_API Handle crema_quantized_matmul(
    Handle x, Handle weight, Handle scales, Handle biases, int32_t group_size, int32_t bits) {
  return make([&] {
    return mx::quantized_matmul(
        as_array(x), as_array(weight), as_array(scales), as_optional(biases), true, group_size, bits);
  });
}

CREMA_API Handle crema_dequantize(Handle weight, Handle scales, Handle biases, int32_t group_size, int32_t bits) {
  return make([&] {
    return mx::dequantize(as_array(weight), as_array(scales), as_optional(biases), group_size, bits);
  });
}

CREMA_API Handle crema_argmax(Handle a, int32_t axis) {
  return make([&] { return mx::astype(mx::argmax(as_array(a), axis), mx::int32); });
}

CREMA_API Handle crema_softmax(Handle a, int32_t axis) {
  return make([&] { return mx::softmax(as_array(a), axis, true); });
}

CREMA_API Handle crema_logsumexp(Handle a, int32_t axis) {
  return make([&] { return mx::logsumexp(as_array(a), axis, true); });
}

CREMA_API Handle crema_max(Handle a, int32_t axis) {
  return make([&] { return mx::max(as_array(a), axis, true); });
}

CREMA_API Handle crema_min(Handle a, int32_t axis) {
  return make([&] { return mx::min(as_array(a), axis, true); });
}

CREMA_API Handle crema_mean(Handle a, int32_t axis) {
  return make([&] { return mx::mean(as_array(a), axis); });
}

CREMA_API Handle crema_sort(Handle a, int32_t axis) {
  return make([&] { return mx::sort(as_array(a), axis); });
}

CREMA_API Handle crema_cumsum(Handle a, int32_t axis) {
  return make([&] { return mx::cumsum(as_array(a), axis); });
}

// The k largest elements along the axis, in no order.
CREMA_API Handle crema_topk(Handle a, int32_t k, int32_t axis) {
  return make([&] { return mx::topk(as_array(a), k, axis); });
}

// Positions of the k largest elements along the last axis, in no order.
CREMA_API Handle crema_topk_positions(Handle a, int32_t k) {
  return make([&] {
    auto& values = as_array(a);
    auto order = mx::argpartition(mx::negative(values), k - 1, -1);
    auto stop = values.shape();
    stop.back() = k;
    return mx::astype(mx::slice(order, mx::Shape(values.ndim(), 0), stop), mx::int32);
  });
}

CREMA_API Handle crema_categorical(Handle logits, Handle key) {
  return make([&] { return mx::astype(mx::random::categorical(as_array(logits), -1, as_optional(key)), mx::int32); });
}

CREMA_API Handle crema_rms_norm(Handle x, Handle weight, float eps) {
  return make([&] {
    return on_cpu_in_float32(as_array(x)) ? cpu_rms_norm(as_array(x), as_array(weight), eps)
                                          : mx::fast::rms_norm(as_array(x), as_array(weight), eps);
  });
}

CREMA_API Handle crema_layer_norm(Handle x, Handle weight, Handle bias, float eps) {
  return make([&] { return mx::fast::layer_norm(as_array(x), as_array(weight), as_array(bias), eps); });
}

// x times the normal distribution's cumulative probability of x, the activation of BERT (Hendrycks and Gimpel 2016).
CREMA_API Handle crema_gelu(Handle x) {
  return make([&] {
    auto& a = as_array(x);
    auto number = [&](float value) { return mx::array(value, a.dtype()); };
    auto probability = mx::add(number(1), mx::erf(mx::multiply(a, number(0.70710678f))));
    return mx::multiply(mx::multiply(a, number(0.5f)), probability);
  });
}

// silu(gate) * up, the gated activation of Llama-like MLPs (Shazeer 2020, SwiGLU).
CREMA_API Handle crema_swiglu(Handle gate, Handle up) {
  return make([&] {
    auto& g = as_array(gate);
    if (on_cpu_in_float32(g)) {
      return cpu_swiglu(g, as_array(up));
    }
    return mx::multiply(mx::multiply(g, mx::sigmoid(g)), as_array(up));
  });
}
