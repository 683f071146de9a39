// What a room gives the exchange: for each Document kind that it understands, a
// handler that checks the domain rules and folds the document into its tables.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "headwater/v1/document.pb.h"
#include "hub/base/gs1.h"
#include "hub/exchange/caller.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// A document on its way in, or on its way through a rebuild. Handlers may use
// nothing else (no clock, no random, no memory of their own that a rollback would
// not undo), so that a rebuild gives the same tables, bit for bit. The shape has
// been checked: required fields are set, keys and codes are well-formed, numbers
// are in range; the sender is known and may send this kind to this receiver.
struct Submission {
  const v1::Document& document;
  PartyInfo sender;
  // Absent for documents without a receiver.
  std::optional<PartyInfo> receiver;
  // The party that runs the hub.
  base::Gln retailer;
  // The supplier among sender and receiver; for a document without one, 0.
  base::Gln supplier;
  // Ascends by 1 with every document of this hub. Internal: never shown to a party.
  int64_t commit_number;
  absl::Time commit_time;
};

// What a handler tells the exchange.
struct Outcome {
  // For documents that state or change a versioned thing: its version now. The
  // first handler of a kind sets it.
  int64_t version = 0;
};

// Thread-compatible: called by the writer thread alone.
class DocumentHandler {
 public:
  virtual ~DocumentHandler() = default;

  // OK: the tables are updated inside `transaction`. Any error undoes all that was
  // done for this document. Report all violations at once (Violations); the code
  // comes from their reasons (reason_code.h). An error without an ErrorDetail is a fault of the
  // hub.
  virtual absl::Status Apply(const Submission& submission, store::Transaction& transaction,
                             Outcome& outcome) = 0;
};

// Finds parties. Implemented by partners/; declared here because the exchange
// knows no room. Reads inside the transaction that asks.
class PartyDirectory {
 public:
  virtual ~PartyDirectory() = default;
  // nullopt: no such party. The retailer that the hub was started for is always known.
  virtual absl::StatusOr<std::optional<PartyInfo>> Find(store::Reader& reader,
                                                        base::Gln gln) const = 0;
};

}  // namespace headwater::exchange
