// Decisions of an exchange that is not there.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "headwater/v1/exchange.pb.h"
#include "hub/exchange/observer.h"
#include "hub/exchange/refusal.h"
#include "support/keys.h"

namespace headwater::watch {

inline v1::SubmitRequest OrderRequest() {
  v1::SubmitRequest request;
  request.set_request_id("request-1");
  request.mutable_document()->set_document_id("document-1");
  request.mutable_document()->mutable_order();
  return request;
}

inline absl::StatusOr<v1::Receipt> Accepted(int64_t sequence = 1) {
  v1::Receipt receipt;
  receipt.set_sequence(sequence);
  return receipt;
}

inline absl::StatusOr<v1::Receipt> Refused(v1::Reason reason) {
  return exchange::Refuse(reason, "no");
}

}  // namespace headwater::watch
