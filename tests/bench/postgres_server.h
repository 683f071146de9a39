// The PostgreSQL server of a run: on the disk that is measured, on a socket alone, and as durable
// as it is out of the box. The floors, pgbench and the hub each have a database of their own in it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "bench/place.h"

namespace headwater::bench {

// Ends with this object. Not thread-safe.
class PostgresServer {
 public:
  // The one of the place: started when it is first asked for, and ended with the place.
  static absl::StatusOr<PostgresServer*> Of(Place& place);
  ~PostgresServer();
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  // A new database, empty or as `like` is; nobody may be using that one.
  absl::Status Create(const std::string& database, const std::string& like = "");
  absl::Status Drop(const std::string& database);
  absl::StatusOr<bool> Has(const std::string& database);
  // So that a measurement does not pay for what was written before it.
  absl::Status Checkpoint();

  std::string Url(const std::string& database) const;
  // Where its socket is.
  const std::string& folder() const { return folder_; }
  // What all its processes have spent and written so far.
  absl::Duration cpu() const;
  int64_t written() const;

 private:
  explicit PostgresServer(std::string folder) : folder_(std::move(folder)) {}
  absl::Status Start();
  absl::Status Execute(const std::string& text);

  const std::string folder_;
  pid_t parent_ = 0;  // of the server's first process
};

// Where libpq finds the program of that name of the newest PostgreSQL here.
absl::StatusOr<std::string> PostgresProgram(const std::string& name);

}  // namespace headwater::bench
