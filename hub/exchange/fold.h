// Runs a document through the handlers of its kind: the same way when it is
// submitted and when it is replayed.
#pragma once

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/admission.h"
#include "hub/exchange/handler.h"
#include "hub/exchange/registry.h"
#include "hub/store/database.h"

namespace headwater::exchange {

struct FoldInput {
  const v1::Document& document;
  const Parties& parties;
  base::Gln retailer;
  int64_t commit_number;
  int64_t commit_time;  // microseconds
};

// The handlers' verdict. After OK a receiver that was unknown must be known:
// INTERNAL if no handler saw to it.
absl::StatusOr<Outcome> Fold(const Kind& kind, const PartyDirectory& directory,
                             const FoldInput& input, store::Transaction& transaction);

}  // namespace headwater::exchange
