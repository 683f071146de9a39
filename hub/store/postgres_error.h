// PostgreSQL's errors as statuses.
#pragma once

#include <string_view>

#include "absl/status/status.h"

namespace headwater::store {

// `sqlstate` is the five letters of the server, empty where there was none: the connection
// was lost. `where` names the statement.
//
// ABORTED says that the whole transaction is undone and may be tried again: the connection
// was lost before its COMMIT, or the server ended it. ALREADY_EXISTS, INTERNAL,
// RESOURCE_EXHAUSTED, UNAVAILABLE, DATA_LOSS and FAILED_PRECONDITION as the SQLite driver
// has them.
absl::Status PostgresError(std::string_view sqlstate, std::string_view message,
                           std::string_view where);

// The same for a connection that could not be made. Never tells a password. UNAVAILABLE when
// waiting may help, FAILED_PRECONDITION when somebody has to do what it says.
absl::Status PostgresConnectError(std::string_view message, std::string_view database);

}  // namespace headwater::store
