#include "hub/cli/interrupt.h"

#include <pthread.h>

namespace headwater::cli {
namespace {

sigset_t Watched() {
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGINT);
  sigaddset(&set, SIGTERM);
  // Ends the watch itself.
  sigaddset(&set, SIGUSR1);
  return set;
}

}  // namespace

InterruptWatch::InterruptWatch(std::function<void()> interrupted)
    : interrupted_(std::move(interrupted)) {
  const sigset_t set = Watched();
  pthread_sigmask(SIG_BLOCK, &set, &previous_);
  thread_ = std::thread([this, set] {
    int signal = 0;
    while (sigwait(&set, &signal) == 0 && signal != SIGUSR1) interrupted_();
  });
}

InterruptWatch::~InterruptWatch() {
  pthread_kill(thread_.native_handle(), SIGUSR1);
  thread_.join();
  pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
}

}  // namespace headwater::cli
