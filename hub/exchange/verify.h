// Checks that a database holds what it says: for `headwater verify`, and after a
// restore. Changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/exchange/replay.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::exchange {

// Keeps so many findings; the last of a report that is full says that there is more.
inline constexpr size_t kVerifyFindingsMax = 1000;

struct VerifyReport {
  int64_t documents = 0;
  int64_t archived = 0;   // of these; their payloads are in archives
  bool replayed = false;  // whether the tables were compared with a replay
  int64_t feeds = 0;
  // One sentence each, with table, key and what is wrong; empty: all is well.
  std::vector<std::string> findings;
};

// The driver's own check; the content hash and the columns of every document; the
// chain of every party, without gaps from 1 to its head; acknowledgements within
// their feeds; and every derived table against a replay into `scratch`, an empty
// database that the caller throws away. An error is one of the store, or CANCELLED;
// what is wrong with the data is a finding. One snapshot is read: a hub may go on
// writing. Where documents are archived, their content and the derived tables are checked
// with `options.archives` alone; without it, the rest is, the chains from their first events
// on too.
absl::StatusOr<VerifyReport> Verify(store::Database& database, store::Database& scratch,
                                    absl::Span<const store::Schema> schemas,
                                    const ReplayParts& parts, const TaskOptions& options);

}  // namespace headwater::exchange
