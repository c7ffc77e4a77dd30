// Versions, devices, memory, evaluation and the last error.
#include "shim.h"

namespace crema {

std::atomic<int64_t> live_handles{0};

static thread_local std::string last_error;

void set_error(const char* message) noexcept {
  try {
    last_error = message;
  } catch (...) {
    last_error.clear();
  }
}

} // namespace crema

using namespace crema;

CREMA_API const char* crema_last_error() {
  return last_error.c_str();
}

CREMA_API const char* crema_mlx_version() {
  return mx::version();
}

#define CREMA_STRING_OF(x) #x
#define CREMA_STRING(x) CREMA_STRING_OF(x)

// The version whose headers this library was compiled against.
CREMA_API const char* crema_built_version() {
  return CREMA_STRING(MLX_VERSION_MAJOR) "." CREMA_STRING(MLX_VERSION_MINOR) "." CREMA_STRING(MLX_VERSION_PATCH);
}

// 1 if a GPU backend is present and becomes the default device.
CREMA_API int32_t crema_gpu_available() {
  return guarded<int32_t>(0, [] { return mx::is_available(mx::Device(mx::Device::gpu)) ? 1 : 0; });
}

CREMA_API int64_t crema_live_handles() {
  return live_handles.load(std::memory_order_relaxed);
}

CREMA_API int64_t crema_active_memory() {
  return guarded<int64_t>(-1, [] { return static_cast<int64_t>(mx::get_active_memory()); });
}

CREMA_API int32_t crema_clear_cache() {
  return run([] { mx::clear_cache(); });
}

// Waits until everything asked for is computed and its temporary buffers are released.
CREMA_API int32_t crema_synchronize() {
  return run([] { mx::synchronize(); });
}

CREMA_API int32_t crema_eval(const Handle* handles, int32_t count) {
  return run([&] { mx::eval(as_arrays(handles, count)); });
}

CREMA_API int32_t crema_async_eval(const Handle* handles, int32_t count) {
  return run([&] { mx::async_eval(as_arrays(handles, count)); });
}
