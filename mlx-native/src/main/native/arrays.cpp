// Making arrays, reading them, giving them back.
#include <cstring>
#include <stdexcept>

#include "shim.h"

namespace crema {

static const mx::Dtype dtypes[] = {
    mx::bool_, mx::uint8, mx::uint16, mx::uint32, mx::int8, mx::int16,
    mx::int32, mx::int64, mx::float16, mx::float32, mx::bfloat16};

mx::Dtype as_dtype(int32_t code) {
  if (code < 0 || code >= static_cast<int32_t>(std::size(dtypes))) {
    throw std::invalid_argument("unknown dtype code " + std::to_string(code));
  }
  return dtypes[code];
}

int32_t dtype_code(mx::Dtype dtype) {
  for (size_t code = 0; code < std::size(dtypes); code++) {
    if (dtypes[code] == dtype) {
      return static_cast<int32_t>(code);
    }
  }
  throw std::invalid_argument("this dtype has no code");
}

std::vector<mx::array> as_arrays(const Handle* handles, int32_t count) {
  std::vector<mx::array> arrays;
  arrays.reserve(count);
  for (int32_t i = 0; i < count; i++) {
    arrays.push_back(as_array(handles[i]));
  }
  return arrays;
}

// The array, computed and laid out row by row.
static mx::array row_major(mx::array values) {
  values.eval();
  if (!values.flags().row_contiguous) {
    values = mx::contiguous(values);
    values.eval();
  }
  return values;
}

// Copies the elements of `handle`, converted to T, to `out`. What is already computed in that type is waited for and
// copied without a new operation, which would queue behind everything sent to the device since.
template <typename T>
static void read(Handle handle, mx::Dtype dtype, T* out, int64_t count) {
  auto& stored = as_array(handle);
  auto values = row_major(stored.dtype() == dtype ? stored : mx::astype(stored, dtype));
  if (static_cast<int64_t>(values.size()) != count) {
    throw std::invalid_argument(
        "the array has " + std::to_string(values.size()) + " elements, not " + std::to_string(count));
  }
  std::memcpy(out, values.data<T>(), count * sizeof(T));
}

} // namespace crema

using namespace crema;

CREMA_API void crema_free_all(const Handle* handles, int32_t count) {
  for (int32_t i = 0; i < count; i++) {
    delete &as_array(handles[i]);
  }
  live_handles.fetch_sub(count, std::memory_order_relaxed);
}

// Copies row-major host memory at an address into a new array.
CREMA_API Handle crema_from_memory(int64_t address, int32_t dtype, const int32_t* shape, int32_t ndim) {
  return make([&] {
    auto type = as_dtype(dtype);
    auto dims = as_shape(shape, ndim);
    size_t bytes = mx::size_of(type);
    for (auto dim : dims) {
      bytes *= static_cast<size_t>(dim);
    }
    auto storage = mx::allocator::malloc(bytes);
    std::memcpy(storage.buffer().raw_ptr(), reinterpret_cast<const void*>(address), bytes);
    return mx::array(std::move(storage), dims, type);
  });
}

// Copies the elements as they are, row-major, in this machine's byte order; `count` is their size in bytes.
CREMA_API int32_t crema_read_bytes(Handle a, int8_t* out, int64_t count) {
  return run([&] {
    auto values = row_major(as_array(a));
    if (static_cast<int64_t>(values.nbytes()) != count) {
      throw std::invalid_argument(
          "the array has " + std::to_string(values.nbytes()) + " bytes, not " + std::to_string(count));
    }
    std::memcpy(out, values.data<char>(), count);
  });
}

CREMA_API Handle crema_from_ints(const int32_t* values, const int32_t* shape, int32_t ndim) {
  return make([&] { return mx::array(values, as_shape(shape, ndim), mx::int32); });
}

CREMA_API Handle crema_from_floats(const float* values, const int32_t* shape, int32_t ndim) {
  return make([&] { return mx::array(values, as_shape(shape, ndim), mx::float32); });
}

// A key for random numbers: two words that the caller mixed.
CREMA_API Handle crema_random_key(int64_t seed) {
  return make([&] { return mx::random::key(static_cast<uint64_t>(seed)); });
}

CREMA_API Handle crema_zeros(const int32_t* shape, int32_t ndim, int32_t dtype) {
  return make([&] { return mx::zeros(as_shape(shape, ndim), as_dtype(dtype)); });
}

CREMA_API Handle crema_scalar(float value, int32_t dtype) {
  return make([&] { return mx::array(value, as_dtype(dtype)); });
}

CREMA_API int32_t crema_ndim(Handle a) {
  return static_cast<int32_t>(as_array(a).ndim());
}

CREMA_API int32_t crema_dtype(Handle a) {
  return guarded<int32_t>(-1, [&] { return dtype_code(as_array(a).dtype()); });
}

CREMA_API int32_t crema_shape(Handle a, int32_t* out) {
  return run([&] {
    const auto& shape = as_array(a).shape();
    for (size_t i = 0; i < shape.size(); i++) {
      out[i] = shape[i];
    }
  });
}

CREMA_API int64_t crema_nbytes(Handle a) {
  return static_cast<int64_t>(as_array(a).nbytes());
}

CREMA_API int32_t crema_read_floats(Handle a, float* out, int64_t count) {
  return run([&] { read<float>(a, mx::float32, out, count); });
}

CREMA_API int32_t crema_read_ints(Handle a, int32_t* out, int64_t count) {
  return run([&] { read<int32_t>(a, mx::int32, out, count); });
}
