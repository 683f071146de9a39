// Folds Parties, Locations and Replenishment Agreements into the tables of this room.
#pragma once

#include "hub/exchange/handler.h"

namespace headwater::partners {

// Registered with Receivers::kStated: the receiver is the party that is stated, or
// nobody where the retailer states itself.
class PartyHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

class LocationHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

class ReplenishmentAgreementHandler final : public exchange::DocumentHandler {
 public:
  absl::Status Apply(const exchange::Submission& submission, store::Transaction& transaction,
                     exchange::Outcome& outcome) override;
};

}  // namespace headwater::partners
