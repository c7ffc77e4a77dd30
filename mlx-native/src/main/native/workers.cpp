#include "workers.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace crema {

namespace {

constexpr uint32_t kMostThreads = 8;

class Workers {
 public:
  Workers() {
    uint32_t threads = std::min(std::thread::hardware_concurrency(), kMostThreads);
    for (uint32_t i = 1; i < threads; i++) {
      std::thread([this] { work(); }).detach();
      workers_++;
    }
  }

  void run(int32_t count, const std::function<void(int32_t)>& task) {
    std::lock_guard only(one_caller_);
    {
      std::lock_guard lock(mutex_);
      task_ = &task;
      count_ = count;
      next_ = 0;
      busy_ = workers_;
      round_++;
    }
    begin_.notify_all();
    take(task, count);
    std::unique_lock lock(mutex_);
    end_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  void work() {
    uint64_t seen = 0;
    std::unique_lock lock(mutex_);
    while (true) {
      begin_.wait(lock, [&] { return round_ != seen; });
      seen = round_;
      auto* task = task_;
      auto count = count_;
      lock.unlock();
      take(*task, count);
      lock.lock();
      if (--busy_ == 0) {
        end_.notify_one();
      }
    }
  }

  void take(const std::function<void(int32_t)>& task, int32_t count) {
    for (int32_t i = next_++; i < count; i = next_++) {
      task(i);
    }
  }

  std::mutex one_caller_;
  std::mutex mutex_;
  std::condition_variable begin_, end_;
  const std::function<void(int32_t)>* task_ = nullptr;
  int32_t count_ = 0;
  int32_t workers_ = 0;
  int32_t busy_ = 0;
  uint64_t round_ = 0;
  std::atomic<int32_t> next_{0};
};

} // namespace

void in_parallel(int32_t count, const std::function<void(int32_t)>& task) {
  if (count == 1) {
    task(0);
    return;
  }
  // Never destroyed: its threads sleep until the process has ended.
  static auto* workers = new Workers();
  workers->run(count, task);
}

} // namespace crema
