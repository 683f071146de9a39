// A PostgreSQL server that a test makes, stops, kills and promotes.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "support/child.h"

namespace headwater::test {

// Its socket and its data are in `folder`, which goes with it. It is as durable as a hub wants it,
// has no listener but the socket, takes the user headwater without a password, and ends with this
// process, however that ends. Aborts with the server's own words where something fails.
// Used by the main thread alone: the server is told when the thread that started it is gone.
class PostgresNode {
 public:
  enum class How { kFast, kImmediate };

  explicit PostgresNode(std::string folder);
  ~PostgresNode();
  PostgresNode(const PostgresNode&) = delete;
  PostgresNode& operator=(const PostgresNode&) = delete;

  // A new server, not started.
  void Make();
  // A standby of `primary`, as pg_basebackup copies it while it works; not started. It calls
  // itself `name`, for synchronous_standby_names.
  void MakeStandbyOf(const PostgresNode& primary, std::string_view name);

  // Until it takes connections.
  void Start();
  // Until it has ended.
  void Stop(How how);
  // kill -9 of all its processes, and its data is taken away.
  void Lose();
  // Of a standby, until it can be written.
  void Promote();

  // Statements that give nothing.
  void Run(std::string_view sql, std::string_view database = "postgres") const;
  // The first column of the last row, which is a text; empty for NULL or no row.
  std::string Ask(std::string_view sql, std::string_view database = "postgres") const;
  // Asks until `sql` gives `wanted`; false after `patience`.
  bool Until(std::string_view sql, std::string_view wanted, absl::Duration patience) const;

  // What host= names in a URL.
  const std::string& host() const { return folder_; }
  std::string Log() const { return server_->Log(); }

 private:
  std::string Data() const { return folder_ + "/data"; }
  std::string Url(std::string_view database) const;
  void MakeFolder();
  void Configure(std::string_view more);

  const std::string folder_;
  std::unique_ptr<Child> server_;
};

}  // namespace headwater::test
