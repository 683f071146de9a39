// The door over gRPC. Streams are driven by the thread that uses them, on a
// completion queue of their own, so that every wait has a timeout.
#pragma once

#include <memory>

#include "adapters/client/connection.h"
#include "adapters/client/door.h"

namespace headwater::client {

// Thread-safe.
class GrpcDoor final : public ExchangeDoor {
 public:
  // `connection` must outlive it and its streams.
  explicit GrpcDoor(const Connection& connection) : connection_(connection) {}

  Answer Submit(const v1::SubmitRequest& request, absl::Duration timeout) override;
  std::unique_ptr<SubmitStream> OpenSubmitStream() override;
  std::unique_ptr<FeedStream> Subscribe(const v1::SubscribeRequest& request) override;
  absl::Status Acknowledge(int64_t sequence, absl::Duration timeout) override;

 private:
  const Connection& connection_;
};

}  // namespace headwater::client
