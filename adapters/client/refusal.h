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
  // Whatever code and reason say, the hub may have the document: this is how a stream
  // ended on which it was, or its earlier attempts were perhaps another party's.
  bool fate_unknown = false;

  // The hub's last word on this document: it was not taken, and the same request will
  // be refused until the document or what it refers to has changed. By its reason
  // (reason_subject.h); without one nothing is final, since whoever answered cannot
  // know what the hub did with an earlier attempt.
  bool IsFinal() const;

  // The same request may succeed a little later, with nothing mended: UNAVAILABLE,
  // DEADLINE_EXCEEDED, CANCELLED, RESOURCE_EXHAUSTED where the hub said so, and UNKNOWN
  // and INTERNAL without a reason of the hub's, which is how gRPC tells that a
  // connection broke.
  //
  // What is neither final nor retryable needs somebody to mend something else than the
  // document (a certificate, a suspension, the hub); then it can be sent again.
  bool IsRetryable() const;

  // Of those that are retryable: the hub was not reached, the connection broke, or the
  // hub takes nothing now. Not that it is busy, which passes while the connection stands.
  bool IsOfConnection() const;

  // What any other document would be told now too: of the caller, of the connection, of
  // a hub that takes nothing. False where it is about this document (also when nothing
  // is final) or about a fault that the hub met with it.
  bool IsOfEveryDocument() const;

  // What the hub asks to wait; nullopt where it asks nothing.
  std::optional<absl::Duration> RetryDelay() const;

  // One line: code, reason, message.
  std::string ToString() const;
  absl::Status ToStatus() const;
};

// From a call that failed, or from the end of a stream. Finds the ErrorDetail in
// grpc-status-details-bin; bytes there that cannot be read are passed over. `status` must not be
// OK.
Refusal RefusalFrom(const grpc::Status& status);

// From an answer on SubmitStream.
Refusal RefusalFrom(const v1::SubmitError& error);

// Of something that went wrong on this side of the wire.
Refusal LocalRefusal(absl::StatusCode code, std::string message);

// Of a document that this side does not send, because the hub would refuse it so.
Refusal LocalRefusal(absl::StatusCode code, v1::Reason reason, std::string field_path,
                     std::string description);

// What is known of one document: exactly one of the two is set. The last word, unless
// the refusal is not final.
struct Answer {
  std::string request_id;
  std::optional<v1::Receipt> receipt;
  std::optional<Refusal> refusal;

  bool ok() const { return receipt.has_value(); }
  bool IsFinal() const { return ok() || refusal->IsFinal(); }
};

}  // namespace headwater::client
