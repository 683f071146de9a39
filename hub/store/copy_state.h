// How far a copy into a database has come. The database itself keeps it, in tables of a room
// that no hub knows: so no hub takes a half copy for a database.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::store {

// The room of these tables.
inline constexpr std::string_view kCopyRoom = "copy";
Schema CopySchema();

// What Migrate says of a database with that room (FAILED_PRECONDITION).
absl::Status RefuseUnfinishedCopy();

struct CopiedRows {
  int64_t rows = 0;
  bool whole = false;
};

struct CopyState {
  // Of the source, as CopyOptions::mark. Empty when it was cut off before its first row.
  std::string mark;
  // By table; none for one that has not begun.
  std::map<std::string, CopiedRows, std::less<>> tables;
};

// None for a database into which no copy has begun: it is new. FAILED_PRECONDITION when it
// holds a hub.
absl::StatusOr<std::optional<CopyState>> ReadCopyState(Database& database);

// Empties all tables of `schemas`, and says that a copy of this source begins. The tables of
// the copy are there.
absl::Status BeginCopyState(Transaction& transaction, absl::Span<const Schema> schemas,
                            std::string_view mark);
absl::Status SaveCopiedRows(Transaction& transaction, std::string_view table,
                            const CopiedRows& copied);
// Takes the room away: from here on it is a database like any other.
absl::Status EndCopyState(Transaction& transaction);

}  // namespace headwater::store
