#include "hub/cli/offline.h"

#include <utility>

#include "hub/base/error.h"
#include "hub/opened_store.h"
#include "hub/settings.h"

namespace headwater::cli {

absl::StatusOr<std::unique_ptr<Offline>> Offline::Open(const std::string& store, bool read_only) {
  ASSIGN_OR_RETURN(auto database, OpenStore(store, read_only));
  return Of(std::move(database));
}

absl::StatusOr<std::unique_ptr<Offline>> Offline::Of(std::unique_ptr<store::Database> database) {
  RETURN_IF_ERROR(store::Migrate(*database, AllSchemas()));
  ASSIGN_OR_RETURN(const base::Gln retailer, ReadRetailer(*database));
  return std::unique_ptr<Offline>(new Offline(std::move(database), retailer));
}

}  // namespace headwater::cli
