// Rows of one INSERT, gathered to be sent as one array for each parameter. An order of twenty
// lines is one statement in place of twenty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/postgres_codec.h"

namespace headwater::store {

// The most that a batch takes; one row more, and it is sent.
inline constexpr size_t kBatchRowsMax = 1000;
inline constexpr size_t kBatchBytesMax = 1 << 20;

// Of an array of this type; 0 for one that no batch has.
TypeOid ArrayOf(TypeOid type);

// Copies what it is given. Not thread-safe.
class PostgresBatch {
 public:
  explicit PostgresBatch(absl::Span<const TypeOid> types);

  // INTERNAL when a value does not fit its type; nothing is added then.
  absl::Status Add(const Sql& sql, absl::Span<const Value> values);
  bool full() const { return rows_ >= kBatchRowsMax || bytes_ >= kBatchBytesMax; }

  size_t rows() const { return rows_; }

  // The arrays as libpq takes parameters. Valid until the next Add.
  void Fill(std::vector<const char*>& values, std::vector<int>& lengths, std::vector<int>& formats);
  // The values of the one row that there is, in the same way.
  void FillRow(std::vector<const char*>& values, std::vector<int>& lengths,
               std::vector<int>& formats) const;

 private:
  struct Column {
    TypeOid type = 0;
    bool has_null = false;
    std::string elements;  // after room for the array's header
  };
  std::vector<Column> columns_;
  size_t rows_ = 0;
  size_t bytes_ = 0;
};

}  // namespace headwater::store
