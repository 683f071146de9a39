#include "cluster/roaming_door.h"

#include "absl/time/clock.h"
#include "hub/base/check.h"

namespace headwater::test {

client::GrpcDoor& RoamingDoor::Current() {
  const std::string target = ring_.At(turn_);
  absl::MutexLock lock(&mutex_);
  Hub& hub = hubs_[target];
  if (hub.door == nullptr) {
    auto connection = client::Connection::Open({.target = target, .tls = tls_}, absl::Now());
    HW_CHECK(connection.ok()) << connection.status();
    hub.connection = *std::move(connection);
    hub.door = std::make_unique<client::GrpcDoor>(*hub.connection);
  }
  return *hub.door;
}

client::Answer RoamingDoor::Submit(const v1::SubmitRequest& request, absl::Duration timeout) {
  client::Answer answer = Current().Submit(request, timeout);
  if (!answer.ok() && answer.refusal->IsRetryable()) MoveOn();
  return answer;
}

std::unique_ptr<client::SubmitStream> RoamingDoor::OpenSubmitStream() {
  return Current().OpenSubmitStream();
}

std::unique_ptr<client::FeedStream> RoamingDoor::Subscribe(const v1::SubscribeRequest& request) {
  MoveOn();
  return Current().Subscribe(request);
}

absl::Status RoamingDoor::Acknowledge(int64_t sequence, absl::Duration timeout) {
  absl::Status status = Current().Acknowledge(sequence, timeout);
  if (status.ok()) acknowledged_ = std::max(acknowledged_.load(), sequence);
  return status;
}

}  // namespace headwater::test
