// What a room says of its tables. The registry gathers the schemas of all rooms;
// the store makes and migrates them, rebuild empties and compares the derived ones.
#pragma once

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "hub/store/database.h"

namespace headwater::store {

// A table of a room. `kDerived` tables are folds over the documents: they can be
// emptied and filled again. `kFact` tables are what came from outside.
struct Table {
  enum class Kind { kFact, kDerived };
  std::string_view name;
  Kind kind;
  // The columns of the primary key, in order and separated by ", ": dumps,
  // comparisons and hashes go through a table in this order.
  std::string_view key;
};

// One step forward. Steps of a room are numbered 1, 2, ... without gaps and are
// never changed once released; each is run once, in a transaction. The hash of its text
// is kept, so that a database made by a changed step is refused.
// The DDL tokens are those that both dialects take: BIGINT, TEXT, BLOB, PRIMARY
// KEY, NOT NULL, CHECK, and "WITHOUT ROWID" after the closing parenthesis, which
// the PostgreSQL driver drops.
struct Migration {
  int number;
  std::string_view text;
};

struct Schema {
  std::string_view room;
  std::vector<Table> tables;
  std::vector<Migration> migrations;
};

// Brings the database to the newest step of every schema, in the order given.
// Refuses a database that is newer than this program, or made by other steps than its
// own (FAILED_PRECONDITION, with what to do).
absl::Status Migrate(Database& database, absl::Span<const Schema> schemas);

}  // namespace headwater::store
