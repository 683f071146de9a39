// Parameters and rows of PostgreSQL in its binary format: BIGINT as 8 bytes, most significant
// first, TEXT and BYTEA as they are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "hub/store/database.h"

// libpq's own names; its header is included in the driver's sources alone.
struct pg_result;

namespace headwater::store {

// The number by which PostgreSQL knows a type, 0 for one that it is to find out.
using TypeOid = unsigned int;

// What a parameter of this value is declared as.
TypeOid TypeOf(const Value& value);

// INTERNAL when the value is not what the statement takes as parameter index + 1.
absl::Status CheckFit(const Sql& sql, size_t index, const Value& value, TypeOid type);

// The parameters of a call as libpq takes them. Borrows text and blobs; used again and
// again, it allocates no more.
class PostgresParameters {
 public:
  // INTERNAL when a value does not fit the type that the statement has there.
  absl::Status Set(const Sql& sql, absl::Span<const Value> values, absl::Span<const TypeOid> types);

  int count() const { return static_cast<int>(values_.size()); }
  const std::vector<const char*>& values() const { return values_; }
  const std::vector<int>& lengths() const { return lengths_; }
  const std::vector<int>& formats() const { return formats_; }

 private:
  std::vector<uint64_t> integers_;  // in the order of the network
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

// One row of a result, which outlives it.
class PostgresRow final : public Row {
 public:
  PostgresRow(const pg_result* result, std::string_view name);
  void MoveTo(int row) { row_ = row; }

  int column_count() const override { return columns_; }
  bool is_null(int column) const override;
  int64_t integer(int column) const override;
  std::string_view text(int column) const override;
  std::string_view blob(int column) const override;
  Value::Type type(int column) const override;
  std::string_view column_name(int column) const override;

 private:
  std::string_view BytesOf(int column) const;
  Value::Type TypeAt(int column) const;
  void Want(int column, bool type_fits, const char* wanted) const;

  const pg_result* result_;
  std::string_view name_;
  int columns_;
  int row_ = 0;
};

}  // namespace headwater::store
