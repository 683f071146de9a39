// A prepared statement of the SQLite driver. It uses SQLite's C API rather than
// SQLite::Statement, which offers neither SQLITE_PREPARE_PERSISTENT nor the
// pointers of a row without a throw for each column; both show in the hot path.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"

namespace headwater::store {

// Lives no longer than the connection it was prepared on. Not thread-safe.
class SqliteStatement {
 public:
  enum class Lifetime { kKept, kOnce };

  // INTERNAL when the text is not exactly one statement, or its parameters are not
  // $1 to $n, each used at least once. `sql.name` must outlive the statement.
  static absl::StatusOr<std::unique_ptr<SqliteStatement>> Prepare(sqlite3* connection,
                                                                  const Sql& sql,
                                                                  Lifetime lifetime);

  // Binds, steps through all rows and resets, also on an error. `row` may not run
  // the same statement again: that aborts.
  absl::Status Run(absl::Span<const Value> parameters,
                   absl::FunctionRef<absl::Status(const Row&)> row);

  std::string_view text() const { return sql_.text; }
  // The tables that it writes.
  const std::vector<std::string>& written_tables() const { return written_tables_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };

  SqliteStatement(const Sql& sql, sqlite3_stmt* statement) : sql_(sql), statement_(statement) {}

  absl::Status MapParameters();
  absl::Status Bind(absl::Span<const Value> parameters);
  absl::Status Step(absl::FunctionRef<absl::Status(const Row&)> row);
  absl::Status Error(int code) const;

  const Sql sql_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  // The index that SQLite gave to $1, $2, ...: it counts by first appearance.
  std::vector<int> index_;
  std::vector<std::string> written_tables_;
  bool running_ = false;
};

}  // namespace headwater::store
