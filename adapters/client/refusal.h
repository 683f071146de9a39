// How the hub's no looks to a client.
#pragma once

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/support/status.h"
#include "headwater/v1/document.pb.h"
#include "headwater/v1/errors.pb.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::client {

struct Refusal {
  absl::StatusCode code = absl::StatusCode::kUnknown;
  std::string message;
  // Empty (REASON_UNSPECIFIED) where the hub was not reached or something on the way
  // answered in its place.
  v1::ErrorDetail detail;

  // UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED: the same request may succeed
  // later. Anything else will be refused again until the document or the state has
  // changed.
  bool IsRetryable() const;

  // Whether a stream that ended so is worth opening again: as above, and for every
  // break of the connection, which on a stream comes as CANCELLED, UNKNOWN or INTERNAL
  // without a reason of the hub's.
  bool IsWorthAnotherStream() const;

  // What the hub asks to wait; nullopt where it asks nothing.
  std::optional<absl::Duration> RetryDelay() const;

  // One line: code, reason, message.
  std::string ToString() const;
  absl::Status ToStatus() const;
};

// From a call that failed. Finds the ErrorDetail in grpc-status-details-bin; bytes
// there that cannot be read are passed over. `status` must not be OK.
Refusal RefusalFrom(const grpc::Status& status);

// From an answer on SubmitStream.
Refusal RefusalFrom(const v1::SubmitError& error);

// Of something that went wrong on this side of the wire.
Refusal LocalRefusal(absl::StatusCode code, std::string message);

// The last word on one document: exactly one of the two is set.
struct Answer {
  std::string request_id;
  std::optional<v1::Receipt> receipt;
  std::optional<Refusal> refusal;

  bool ok() const { return receipt.has_value(); }
};

}  // namespace headwater::client
