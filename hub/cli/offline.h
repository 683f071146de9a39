// What the commands share that work on a store themselves: the database, and the way to fold
// its documents.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "hub/exchange/replay.h"
#include "hub/partners/parties.h"
#include "hub/registry.h"
#include "hub/store/database.h"

namespace headwater::cli {

class Offline {
 public:
  static absl::StatusOr<std::unique_ptr<Offline>> Open(const std::string& store, bool read_only);
  static absl::StatusOr<std::unique_ptr<Offline>> Of(std::unique_ptr<store::Database> database);

  store::Database& database() { return *database_; }
  const std::vector<store::Schema>& schemas() const { return schemas_; }
  exchange::ReplayParts parts() const { return {retailer_, registry_, parties_}; }

 private:
  Offline(std::unique_ptr<store::Database> database, base::Gln retailer)
      : database_(std::move(database)),
        retailer_(retailer),
        registry_(AllKinds()),
        parties_(retailer),
        schemas_(AllSchemas()) {}

  const std::unique_ptr<store::Database> database_;
  const base::Gln retailer_;
  const exchange::Registry registry_;
  const partners::Parties parties_;
  const std::vector<store::Schema> schemas_;
};

}  // namespace headwater::cli
