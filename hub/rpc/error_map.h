// The one table between refusals inside the hub and errors on the wire.
//
// A grpc::Status carries its details in the trailer grpc-status-details-bin: a
// google.rpc.Status with ErrorInfo, BadRequest and RetryInfo for clients that know
// those, and the contract's ErrorDetail. Trailers are metadata, and gRPC clients take
// 8 KiB of metadata unless they are told otherwise; binary values grow by a third on
// the way (base64). So both the details and the message are bounded here; what was
// left out is counted in a last violation. A SubmitError travels in a message of a
// stream, where all violations have room.
#pragma once

#include <cstddef>

#include "absl/status/status.h"
#include "grpcpp/support/status.h"
#include "headwater/v1/exchange.pb.h"

namespace headwater::rpc {

// The domain of every ErrorInfo of a hub.
inline constexpr char kErrorDomain[] = "headwater";

// Serialized google.rpc.Status, before base64.
inline constexpr size_t kDetailsBytesMax = 5 * 1024;
// The message as grpc-message carries it: a byte outside of printable ASCII counts 3.
inline constexpr size_t kMessageBytesMax = 512;

// What a client gets for `status`. A status without an ErrorDetail is a fault of the
// hub: it is logged, and the client gets INTERNAL (or the code itself where that
// says when to try again) and a sentence that gives nothing away.
grpc::Status ToGrpcStatus(const absl::Status& status);

// The same verdict in the shape of an answer on a stream, with all violations.
// `status` is not OK.
v1::SubmitError ToSubmitError(const absl::Status& status);

}  // namespace headwater::rpc
