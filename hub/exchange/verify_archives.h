// What verify checks of the tables that say which documents are archived. The files
// themselves are checked by the room `archive`.
#pragma once

#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/store/database.h"

namespace headwater::exchange {

// The archives follow each other from the first document on, each but the last moved as a
// whole; each feed's anchor is its last archived event, with the hash that its chain has
// there. Gives the last archived document, 0 without one. An error is one of the store.
absl::StatusOr<int64_t> CheckArchives(store::Reader& reader,
                                      absl::FunctionRef<void(std::string)> finding);

}  // namespace headwater::exchange
