// Ctrl-C and SIGTERM, as something to wait for.
#pragma once

#include <csignal>

#include <functional>
#include <thread>

namespace headwater::cli {

// While it lives, SIGINT and SIGTERM do not end the process but call `interrupted` on
// a thread of its own, each time one comes. Make it before any other thread is
// started: they inherit its signal mask. One at a time.
class InterruptWatch {
 public:
  explicit InterruptWatch(std::function<void()> interrupted);
  ~InterruptWatch();

 private:
  const std::function<void()> interrupted_;
  sigset_t previous_;
  std::thread thread_;
};

}  // namespace headwater::cli
