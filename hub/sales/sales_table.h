// Writing what a Sales Report says into the tables of sales.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/base/date.h"
#include "hub/base/gs1.h"
#include "hub/store/database.h"

namespace headwater::sales {

// What was sold of an item, in pieces of its base or millionths of its measure unit.
struct SalesRow {
  base::Gtin gtin;  // of the base
  std::string_view promotion_code;
  bool measured = false;
  int64_t sold = 0;
  std::optional<int64_t> returned;
  std::optional<int64_t> net_micros;
  std::optional<int64_t> minutes_on_shelf;
  std::optional<int64_t> minutes_open;
};

struct SalesSection {
  base::Gln location;
  int64_t coverage = 0;
  int64_t restatement = 0;
  std::string_view currency;
  std::string_view document_id;
};

// The sections of one supplier and day. Not thread-safe; lives no longer than the handling
// of one report. What is borrowed stays until the call that takes it has returned.
class SalesTable {
 public:
  SalesTable(store::Transaction& transaction, base::Gln supplier, base::Day day)
      : transaction_(transaction), supplier_(supplier), day_(day) {}

  // The restatement number under which the section is known; nullopt where it is not.
  absl::StatusOr<std::optional<int64_t>> FindRestatement(base::Gln location);

  // Writes a section, in place of what was `known` of it. `rows` are in the order of
  // item and promotion code, no two of both, and at most kPlacesMax of an item.
  absl::Status Put(const SalesSection& section, bool known, absl::Span<const SalesRow> rows);

  // Once, after the last Put: the numbers that were given out.
  absl::Status Finish();

 private:
  struct Series {
    base::Gtin gtin;
    int64_t slot;
  };

  // Reads, or begins, the numbering of the supplier.
  absl::Status LoadSupplier();
  // The series of `rows` at the location that have one, in the order of the items.
  absl::StatusOr<std::vector<Series>> FindSeries(base::Gln location,
                                                 absl::Span<const SalesRow> rows);
  absl::StatusOr<int64_t> AddSeries(base::Gln location, const SalesRow& row);
  absl::Status PutRow(int64_t slot, const SalesRow& row);

  store::Transaction& transaction_;
  const base::Gln supplier_;
  const base::Day day_;
  std::optional<int64_t> section_slot_;
  int64_t series_count_ = 0;
  bool series_added_ = false;
};

}  // namespace headwater::sales
