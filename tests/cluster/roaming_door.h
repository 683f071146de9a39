// A party's door to several hubs: one at a time, and another when that one says no.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "adapters/client/connection.h"
#include "adapters/client/door.h"
#include "adapters/client/grpc_door.h"
#include "cluster/hub_ring.h"
#include "hub/base/tls_identity.h"

namespace headwater::test {

// Thread-safe. `ring` outlives it; it outlives its streams.
class RoamingDoor final : public client::ExchangeDoor {
 public:
  RoamingDoor(const HubRing& ring, base::TlsFiles tls, size_t first)
      : ring_(ring), tls_(std::move(tls)), turn_(first) {}

  // The next call goes to another hub.
  void MoveOn() { ++turn_; }
  // The highest sequence that a hub said it had noted.
  int64_t acknowledged() const { return acknowledged_; }

  // Moves on when it is refused for now.
  client::Answer Submit(const v1::SubmitRequest& request, absl::Duration timeout) override;
  std::unique_ptr<client::SubmitStream> OpenSubmitStream() override;
  // Each at the next hub.
  std::unique_ptr<client::FeedStream> Subscribe(const v1::SubscribeRequest& request) override;
  absl::Status Acknowledge(int64_t sequence, absl::Duration timeout) override;

 private:
  client::GrpcDoor& Current();

  struct Hub {
    std::unique_ptr<client::Connection> connection;
    std::unique_ptr<client::GrpcDoor> door;
  };

  const HubRing& ring_;
  const base::TlsFiles tls_;
  std::atomic<size_t> turn_;
  std::atomic<int64_t> acknowledged_ = 0;
  absl::Mutex mutex_;
  std::map<std::string, Hub> hubs_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace headwater::test
