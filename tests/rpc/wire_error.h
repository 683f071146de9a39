// An error as a client in any language sees it: read from the trailer by field
// numbers, without a message of the hub's own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "grpcpp/support/status.h"
#include "headwater/v1/errors.pb.h"

namespace headwater::rpc {

struct WireError {
  int code = 0;
  std::string message;
  // ErrorInfo
  std::string reason;
  std::string domain;
  std::map<std::string, std::string> metadata;
  // BadRequest: field and description
  std::vector<std::pair<std::string, std::string>> fields;
  std::optional<absl::Duration> retry_delay;  // RetryInfo
  std::optional<v1::ErrorDetail> detail;
  int details = 0;
};

// Fails the test where the trailer is not what google.rpc.Status is on the wire.
WireError ReadWireError(const grpc::Status& status);

}  // namespace headwater::rpc
