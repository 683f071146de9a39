// Rows of one INSERT, gathered to be sent as one array for each parameter. An order of twenty
// lines is one statement in place of twenty.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
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
  // Whether all rows of `other`, a batch of the same types, have room here too.
  bool HasRoomFor(const PostgresBatch& other) const;
  // Adds its rows behind these.
  void Append(const PostgresBatch& other);

  size_t rows() const { return rows_; }
  size_t bytes() const { return bytes_; }

  // Of each column whether its rows differ; at least one is said to.
  std::vector<bool> Varying() const;
  // As libpq takes parameters: an array for each column of `varies`, and for each other the value
  // that all its rows have. Valid until the next Add.
  void Fill(const std::vector<bool>& varies, std::vector<const char*>& values,
            std::vector<int>& lengths, std::vector<int>& formats);

 private:
  struct Column {
    TypeOid type = 0;
    bool has_null = false;
    bool varies = false;
    size_t first_bytes = 0;  // of the first element, with its length
    std::string elements;    // after room for the array's header
  };
  static std::string_view First(const Column& column);
  void FillArray(Column& column, std::vector<const char*>& values, std::vector<int>& lengths) const;

  std::vector<Column> columns_;
  size_t rows_ = 0;
  size_t bytes_ = 0;
};

}  // namespace headwater::store
