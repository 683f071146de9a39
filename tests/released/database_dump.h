// A database as SQL text, as it was when its schemas were released: its tables and indexes in
// the words of one dialect, and all of its rows.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::test {

enum class Dialect { kSqlite, kPostgresql };

// Of a SQLite database with these schemas, for either dialect. The text is the dialect's own:
// the driver has nothing to translate in it.
absl::StatusOr<std::string> DumpDatabase(store::Reader& reader,
                                         absl::Span<const store::Schema> schemas, Dialect dialect);

// Into an empty database of the dialect.
absl::Status LoadDump(store::Database& database, const std::string& text);

}  // namespace headwater::test
