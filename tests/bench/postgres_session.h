// A connection of a floor to PostgreSQL: libpq with nothing of the hub's driver on it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "hub/store/database.h"
#include "hub/store/postgres_codec.h"

// libpq's own name.
struct pg_conn;

namespace headwater::bench {

// Not thread-safe.
class PostgresSession {
 public:
  static absl::StatusOr<PostgresSession> Open(const std::string& url);

  // Any number of statements.
  absl::Status Execute(const std::string& text);
  // Calls `row` with each row's only column.
  absl::Status Select(const std::string& text, const std::function<void(std::string_view)>& row);

  absl::Status Prepare(const store::Sql& sql, absl::Span<const store::TypeOid> types);
  // A transaction whose statements are sent one after the other, and whose answers are read
  // together at its end.
  absl::Status BeginPipeline();
  absl::Status Send(const store::Sql& prepared, absl::Span<const char* const> values,
                    absl::Span<const int> lengths, absl::Span<const int> formats);
  absl::Status CommitPipeline();

  // COPY ... FROM STDIN (FORMAT binary) of this text, from its begin to its end.
  absl::Status Copy(const std::string& text, std::string_view data);

 private:
  struct Close {
    void operator()(pg_conn* connection) const;
  };
  explicit PostgresSession(pg_conn* connection) : connection_(connection) {}
  absl::Status Error() const;
  absl::Status SendText(const char* text);

  std::unique_ptr<pg_conn, Close> connection_;
  int sent_ = 0;  // and not answered
};

}  // namespace headwater::bench
