// The parties that the door knows.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/exchange/handler.h"
#include "hub/store/database.h"

namespace headwater::partners {

// Immutable, thread-safe.
class Parties final : public exchange::PartyDirectory {
 public:
  // `retailer` runs the hub: it is known before any document, and never suspended.
  explicit Parties(base::Gln retailer) : retailer_(retailer) {}

  absl::StatusOr<std::optional<exchange::PartyInfo>> Find(store::Reader& reader,
                                                          base::Gln gln) const override;

 private:
  const base::Gln retailer_;
};

}  // namespace headwater::partners
