// Many subscribers, of which some never read.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "bench/latencies.h"
#include "headwater/v1/exchange.grpc.pb.h"
#include "hub/base/tls_identity.h"

namespace headwater::bench {

// Thread-safe. Ends its streams when it goes.
class SubscriberCrowd {
 public:
  // So many streams on one connection; those that never read have connections of their own.
  static constexpr int kStreamsPerConnection = 25;

  explicit SubscriberCrowd(std::string target);
  ~SubscriberCrowd();

  // From the beginning of the party's feed. Those that are stuck take the answer of the call
  // and read nothing.
  void Add(const base::TlsIdentity& party, int readers, int stuck);

  // Until each reader has come to the end of its feed once.
  absl::Status AwaitCaughtUp(absl::Duration patience);
  // From now on every event that comes is measured, from its commit on.
  void Measure();
  // Until no event has come for so long.
  void AwaitQuiet(absl::Duration quiet);
  Latencies latencies();
  // The error of the first reader that broke.
  absl::Status status();

 private:
  class Subscriber;
  bool AllCaughtUp() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return caught_up_ >= readers_ || !status_.ok();
  }
  void Take(const v1::SubscribeResponse& response, bool& caught_up);
  void Broke(const std::string& why);
  void AddTo(const base::TlsIdentity& party, int count, bool stuck);

  const std::string target_;
  absl::Mutex mutex_;
  int readers_ ABSL_GUARDED_BY(mutex_) = 0;
  int caught_up_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time measured_from_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  absl::Time last_event_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool ending_ ABSL_GUARDED_BY(mutex_) = false;
  Latencies latencies_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::unique_ptr<v1::ExchangeService::Stub>> stubs_;
  std::vector<std::unique_ptr<Subscriber>> subscribers_;
};

}  // namespace headwater::bench
