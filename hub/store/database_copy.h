// A hub's database, row by row into another one, of the same driver or another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"

namespace headwater::store {

// What one transaction takes. Small enough that a hub beside it, or whoever interrupts, does not
// wait; large enough that its sync costs little.
inline constexpr int64_t kCopyRowsMax = 5000;
inline constexpr size_t kCopyBytesMax = 8 << 20;
// Differences that a comparison names.
inline constexpr size_t kCopyDifferencesMax = 10;

struct CopyOptions {
  // Stands for what the source holds in this snapshot. A copy that was cut off is gone on with
  // only from a source with the same mark: the rest of another one would not fit. Not empty.
  std::string mark;
  // Forget a copy that was cut off, and begin anew.
  bool anew = false;
  int64_t rows_max = kCopyRowsMax;
  size_t bytes_max = kCopyBytesMax;
  // Called after each commit and each comparison of a table. Its error ends the copy and is
  // returned; what was committed stays, and the next copy goes on from there. May be empty.
  std::function<absl::Status(std::string_view step, int64_t done, int64_t total)> progress;
};

struct CopiedTable {
  std::string name;
  int64_t rows = 0;
  int64_t rows_before = 0;  // of them, by copies that were cut off
  std::string hash;         // HashTable, of both
};

// Copies all tables of `schemas`, in the order of their keys, and compares them afterwards by
// their hashes. Both databases have the steps of `schemas` then. Each batch is a transaction of
// the target that also keeps how many rows of the table are there; where to go on is the last
// key that is there. No hub serves a target before FinishCopy. Memory does not grow with the
// tables.
//
// FAILED_PRECONDITION when the target holds a hub, another program's tables, or an unfinished
// copy of another mark; DATA_LOSS when the two differ in the end.
absl::StatusOr<std::vector<CopiedTable>> CopyDatabase(Reader& source, Database& target,
                                                      absl::Span<const Schema> schemas,
                                                      const CopyOptions& options);

// Once what was copied has been verified: makes the target a database like any other.
absl::Status FinishCopy(Database& target);

}  // namespace headwater::store
