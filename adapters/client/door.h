// The ExchangeService as the client's own code sees it: over gRPC (grpc_door.h), or
// something in memory for simulations and tests that need no socket.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "adapters/client/refusal.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::client {

// A SubmitStream call. Used by one thread. Destroying it cancels what is under way.
class SubmitStream {
 public:
  virtual ~SubmitStream() = default;
  // Hands a request over; it may still be on its way when this returns. False when
  // the stream is broken: see Finish.
  virtual bool Write(const v1::SubmitRequest& request, absl::Duration timeout) = 0;
  // The next answer. False when there is none within the timeout (which breaks the
  // stream) or the stream has ended.
  virtual bool Read(v1::SubmitStreamResponse& response, absl::Duration timeout) = 0;
  // No more requests. Read goes on until it is false.
  virtual void WritesDone() = 0;
  // Once, at the end: nullopt when the hub ended the stream with OK, else why it broke.
  virtual std::optional<Refusal> Finish() = 0;
};

// A Subscribe call. Read by one thread.
class FeedStream {
 public:
  virtual ~FeedStream() = default;
  // As SubmitStream::Read.
  virtual bool Read(v1::SubscribeResponse& response, absl::Duration timeout) = 0;
  virtual std::optional<Refusal> Finish() = 0;
  // From any thread, while the stream lives: a Read under way ends at once.
  virtual void Cancel() = 0;
};

// Thread-safe.
class ExchangeDoor {
 public:
  virtual ~ExchangeDoor() = default;
  // One attempt. For a request with validate_only the receipt is that of a dry run.
  virtual Answer Submit(const v1::SubmitRequest& request, absl::Duration timeout) = 0;
  virtual std::unique_ptr<SubmitStream> OpenSubmitStream() = 0;
  virtual std::unique_ptr<FeedStream> Subscribe(const v1::SubscribeRequest& request) = 0;
  // OK, or the refusal as a status.
  virtual absl::Status Acknowledge(int64_t sequence, absl::Duration timeout) = 0;
};

}  // namespace headwater::client
