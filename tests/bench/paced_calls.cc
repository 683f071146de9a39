#include "bench/paced_calls.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace headwater::bench {

PacedCalls::PacedCalls(double per_second, Call call)
    : call_(std::move(call)), thread_([this, per_second] { Run(per_second); }) {}

PacedCalls::~PacedCalls() {
  if (thread_.joinable()) Stop().IgnoreError();
}

absl::Status PacedCalls::Stop() {
  if (thread_.joinable()) {
    ending_.Notify();
    thread_.join();
  }
  return status_;
}

void PacedCalls::Run(double per_second) {
  const absl::Duration pause = absl::Seconds(1) / per_second;
  absl::Time due = absl::Now();
  while (!ending_.WaitForNotificationWithTimeout(due - absl::Now())) {
    due += pause;
    const grpc::Status answered = call_(count());
    if (!answered.ok()) {
      status_ = absl::UnknownError(absl::StrCat("a call failed: ", answered.error_message()));
      return;
    }
    count_.fetch_add(1, std::memory_order_relaxed);
  }
}

}  // namespace headwater::bench
