// The seam between the rooms and a database. The rooms write one SQL text, the
// part that SQLite and PostgreSQL share; a driver runs it.
//
// Statements are named constants. Parameters are $1, $2, ... in any order and
// any number of times. A statement is prepared once per connection, by the
// address of its Sql, so an Sql must have static storage duration.
//
// Types: BIGINT <-> int64_t, TEXT and BLOB <-> std::string_view, NULL. GS1 keys
// are stored as BIGINT (a GTIN of 14, a GLN of 13 and an SSCC of 18 digits fit),
// instants as BIGINT microseconds since 1970 UTC, business days as BIGINT days
// since 1970-01-01, quantities and money as BIGINT of the scale that the column's
// name or comment says. There is no floating point column anywhere.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"

namespace headwater::store {

// A named statement. The name appears in errors, logs and metrics.
struct Sql {
  std::string_view name;
  std::string_view text;
  // For a look-up by one or two integers, in one table that is read far more often than
  // it is written: that table. A driver may keep the answer while nobody writes to it.
  std::string_view looks_up = {};
};

// A parameter. Text and blob are borrowed until the call that takes them returns.
class Value {
 public:
  enum class Type { kNull, kInteger, kText, kBlob };

  static Value Null() { return Value(Type::kNull, 0, {}); }
  static Value Blob(std::string_view bytes) { return Value(Type::kBlob, 0, bytes); }

  // Implicit, so that a call reads like the statement it runs.
  Value(int64_t value) : Value(Type::kInteger, value, {}) {}         // NOLINT
  Value(int value) : Value(Type::kInteger, value, {}) {}             // NOLINT
  Value(bool value) : Value(Type::kInteger, value, {}) {}            // NOLINT
  Value(std::string_view text) : Value(Type::kText, 0, text) {}      // NOLINT
  Value(const std::string& text) : Value(std::string_view(text)) {}  // NOLINT
  Value(const char* text) : Value(std::string_view(text)) {}         // NOLINT
  Value(std::nullopt_t) : Value(Type::kNull, 0, {}) {}               // NOLINT
  Value(std::optional<int64_t> value)                                // NOLINT
      : Value(value ? Type::kInteger : Type::kNull, value.value_or(0), {}) {}

  Type type() const { return type_; }
  int64_t integer() const { return integer_; }
  std::string_view bytes() const { return bytes_; }

 private:
  Value(Type type, int64_t integer, std::string_view bytes)
      : type_(type), integer_(integer), bytes_(bytes) {}
  Type type_;
  int64_t integer_;
  std::string_view bytes_;
};

// One row of a result, valid until the callback that got it returns. Asking for
// a column that is not there, or as another type than it has, is a programmer's
// error and aborts.
class Row {
 public:
  virtual ~Row() = default;
  virtual int column_count() const = 0;
  virtual bool is_null(int column) const = 0;
  virtual int64_t integer(int column) const = 0;
  virtual std::string_view text(int column) const = 0;
  virtual std::string_view blob(int column) const = 0;
  // The type in which the value is stored, for those that read any table.
  virtual Value::Type type(int column) const = 0;
  virtual std::string_view column_name(int column) const = 0;

  std::optional<int64_t> optional_integer(int column) const {
    if (is_null(column)) return std::nullopt;
    return integer(column);
  }
};

// What reads use. A Reader sees one snapshot from its first query to its end.
// Not thread-safe; short-lived.
class Reader {
 public:
  virtual ~Reader() = default;

  // Calls `row` for each row in order. An error from `row` ends the query and is
  // returned. `row` may not run another query of the same Sql on this Reader.
  virtual absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                             absl::FunctionRef<absl::Status(const Row&)> row) = 0;
  absl::Status Query(const Sql& sql, std::initializer_list<Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) {
    return Query(sql, absl::MakeConstSpan(parameters.begin(), parameters.size()), row);
  }

  // At most one row is wanted: true if there was one. More than one is an
  // internal error.
  absl::StatusOr<bool> QueryOne(const Sql& sql, std::initializer_list<Value> parameters,
                                absl::FunctionRef<void(const Row&)> row);

  // For text made at run time (dumps, checks): prepared, run and forgotten.
  virtual absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                                 absl::FunctionRef<absl::Status(const Row&)> row) = 0;
};

// The one write transaction. Rolled back by its destructor unless Commit
// succeeded. Not thread-safe.
class Transaction : public Reader {
 public:
  // Runs a statement that returns no rows; gives the number of rows changed. A driver may put off
  // an INSERT of one row that does nothing on a conflict, and what begins with /* later */: it is
  // then told as done, of one row, whatever it changes, and its error is that of a later call, at
  // the latest of Release or Commit.
  virtual absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters) = 0;
  absl::StatusOr<int64_t> Execute(const Sql& sql, std::initializer_list<Value> parameters) {
    return Execute(sql, absl::MakeConstSpan(parameters.begin(), parameters.size()));
  }
  virtual absl::Status ExecuteText(std::string_view text) = 0;

  // One level of undo inside the transaction (but see trusting_transaction.h). Each Savepoint is
  // followed by exactly one Release (keep) or RollbackToSavepoint (undo, and end it).
  virtual absl::Status Savepoint() = 0;
  virtual absl::Status Release() = 0;
  virtual absl::Status RollbackToSavepoint() = 0;

  // Durable when this returns OK. ABORTED: nothing was kept, and the next transaction may be
  // begun. UNKNOWN: nobody can tell whether it was kept, but the next transaction sees what is so,
  // and may be begun. Any other error says nothing about whether the transaction will be seen
  // after a restart: the caller must stop writing.
  virtual absl::Status Commit() = 0;
};

// Thread-safe. At most one Transaction exists at a time, among all processes that have the store;
// BeginWrite blocks until the one before has ended. Any number of Readers.
class Database {
 public:
  virtual ~Database() = default;
  virtual absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() = 0;
  virtual absl::StatusOr<std::unique_ptr<Reader>> BeginRead() = 0;
  // Whether other processes may write to the same store while this one has it open. Then what
  // others than the driver keep of it in memory holds for a Transaction and no longer, and whoever
  // commits has to tell the others.
  virtual bool has_other_writers() const = 0;
  // "sqlite" or "postgresql".
  virtual std::string_view dialect() const = 0;
  // The driver's own check of the stored structure (SQLite: the checksum
  // of every page, integrity_check, foreign keys). Calls `finding` for each fault it names.
  virtual absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) = 0;
};

}  // namespace headwater::store
