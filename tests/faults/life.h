// One life of a hub, from its start to its end, as those see it who use it meanwhile: whether
// what fails fails because of the fault that is being made, or for no reason.
#pragma once

#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "adapters/client/refusal.h"
#include "grpcpp/support/status.h"

namespace headwater::faults {

// Thread-safe.
class Life {
 public:
  // Calls may fail from here on.
  void ExpectHarm();
  // Nothing new is begun; what is under way comes to its end.
  void Stop();
  bool stopping() const;

  // How a call or a stream failed. Before ExpectHarm that is a failure of the run.
  void Broke(std::string_view what, const client::Refusal& refusal);
  // What is wrong whatever is being done to the hub. The first is kept.
  void Fail(absl::Status status);

  absl::Status failure() const;
  // What failed since ExpectHarm: at most the first kRefusalsKept.
  std::vector<client::Refusal> refusals() const;
  // Waits for one of the hub's own, with a reason. False when none comes.
  bool AwaitRefusal(absl::Duration patience) const;

 private:
  static constexpr size_t kRefusalsKept = 1000;

  mutable absl::Mutex mutex_;
  bool harm_ ABSL_GUARDED_BY(mutex_) = false;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  bool refused_ ABSL_GUARDED_BY(mutex_) = false;
  absl::Status failure_ ABSL_GUARDED_BY(mutex_);
  std::vector<client::Refusal> refusals_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::faults
