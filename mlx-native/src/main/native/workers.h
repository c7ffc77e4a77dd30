// Threads for the CPU kernels that are worth more than one. They sleep while there is nothing to do: threads that wait busily,
// as BLAS has them, slow down everything else on the machine.
#pragma once

#include <cstdint>
#include <functional>

namespace crema {

// Calls task(0) … task(count - 1), on the calling thread and the workers, in any order; returns when all are done. The task
// must not throw. One caller at a time works; others wait.
void in_parallel(int32_t count, const std::function<void(int32_t)>& task);

} // namespace crema
