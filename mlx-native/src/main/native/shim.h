// The C ABI between Java and MLX.
//
// An array is a handle: the address of a heap-allocated mx::array, owned by the caller and given back with
// crema_free_all. Functions that make an array return its handle, or 0 on failure; others return 0 on success and -1 on
// failure; crema_last_error() of the same thread then says why. No exception leaves this library. Only ints, longs,
// floats and pointers cross the border. One thread uses all of it, because MLX streams belong to a thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "mlx/mlx.h"

#define CREMA_API extern "C" __attribute__((visibility("default")))

namespace crema {

namespace mx = mlx::core;
using Handle = int64_t;

extern std::atomic<int64_t> live_handles;

void set_error(const char* message) noexcept;

inline mx::array& as_array(Handle handle) {
  return *reinterpret_cast<mx::array*>(handle);
}

inline std::optional<mx::array> as_optional(Handle handle) {
  return handle == 0 ? std::nullopt : std::optional<mx::array>(as_array(handle));
}

inline Handle wrap(mx::array array) {
  auto* owned = new mx::array(std::move(array));
  live_handles.fetch_add(1, std::memory_order_relaxed);
  return reinterpret_cast<Handle>(owned);
}

inline mx::Shape as_shape(const int32_t* values, int32_t count) {
  return mx::Shape(values, values + count);
}

std::vector<mx::array> as_arrays(const Handle* handles, int32_t count);

mx::Dtype as_dtype(int32_t code);

int32_t dtype_code(mx::Dtype dtype);

// Runs a body that returns a value; on any exception remembers its message and returns `failed`.
template <typename Result, typename Body>
Result guarded(Result failed, Body body) noexcept {
  try {
    return body();
  } catch (const std::exception& e) {
    set_error(e.what());
  } catch (...) {
    set_error("unknown native error");
  }
  return failed;
}

// Runs a body that returns an mx::array and hands out its handle.
template <typename Body>
Handle make(Body body) noexcept {
  return guarded<Handle>(0, [&] { return wrap(body()); });
}

// Runs a body for its effect.
template <typename Body>
int32_t run(Body body) noexcept {
  return guarded<int32_t>(-1, [&] {
    body();
    return 0;
  });
}

} // namespace crema
