// Computes every derived table anew from the documents alone.
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

// What became of one derived table.
struct RebuiltTable {
  std::string name;
  int64_t rows = 0;  // after
  std::string hash_before;
  std::string hash_after;
  int64_t differences = 0;  // keys whose rows are other than before
  // The first kDifferencesNamed of them, a sentence each.
  std::vector<std::string> named;

  bool changed() const { return hash_before != hash_after; }
};

inline constexpr size_t kDifferencesNamed = 20;

struct RebuildReport {
  int64_t documents = 0;
  std::vector<RebuiltTable> tables;
  // Documents whose receipt tells a version or a place that the rebuild does not
  // give. Receipts are not changed.
  std::vector<std::string> notes;

  bool identical() const;
};

// In one transaction: empties the derived tables of all schemas and folds the
// documents into them again, in the order of their commits. When a document cannot
// be folded (FAILED_PRECONDITION, which names the first) or the task is interrupted
// (CANCELLED), all stays as it was. Where documents are archived and `options` has no
// archives: FAILED_PRECONDITION with the first file. Needs the schemas in the order in which they
// were migrated.
absl::StatusOr<RebuildReport> Rebuild(store::Database& database,
                                      absl::Span<const store::Schema> schemas,
                                      const ReplayParts& parts, const TaskOptions& options);

}  // namespace headwater::exchange
