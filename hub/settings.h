// What a hub is told once, when its database is made.
#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater {

store::Schema SettingsSchema();

// The retailer that this database belongs to. A new database takes the one given
// (INVALID_ARGUMENT without one); later it may be left out, and another one is
// refused (FAILED_PRECONDITION): its documents would lose their owner.
absl::StatusOr<base::Gln> SettleRetailer(store::Database& database, std::optional<base::Gln> given);

// The same for a database that is only read. FAILED_PRECONDITION if it has none yet.
absl::StatusOr<base::Gln> ReadRetailer(store::Database& database);

}  // namespace headwater
