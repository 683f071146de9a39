#include "hub/store/postgres_requirements.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

constexpr Sql kDatabase{
    "postgres.database",
    "SELECT datname::TEXT, pg_encoding_to_char(encoding)::TEXT, datcollate::TEXT, "
    "datlocprovider::TEXT, current_setting('server_version_num')::BIGINT, "
    "current_setting('server_version') FROM pg_database WHERE datname = current_database()"};
constexpr Sql kDurability{"postgres.durability",
                          "SELECT current_setting('fsync'), current_setting('full_page_writes'), "
                          "current_setting('synchronous_commit')"};

using Faults = std::vector<std::string>;

absl::Status CheckDatabase(PostgresConnection& connection, std::string& name, Faults& faults) {
  return connection.Query(kDatabase, {}, [&](const Row& row) {
    name = row.text(0);
    if (row.integer(4) < kPostgresVersionMin) {
      faults.push_back(absl::StrCat("the server is PostgreSQL ", std::string(row.text(5)),
                                    "; the hub needs ", kPostgresVersionMin / 10000, " or newer"));
    }
    const std::string make = absl::StrCat(
        "; a database cannot change it: make a new one with createdb --encoding=UTF8 "
        "--locale=C --template=template0 NAME");
    if (row.text(1) != "UTF8") {
      faults.push_back(
          absl::StrCat("its encoding is ", std::string(row.text(1)), ", not UTF8", make));
    }
    const bool by_bytes = row.text(3) == "c" && (row.text(2) == "C" || row.text(2) == "POSIX");
    if (!by_bytes) {
      faults.push_back(absl::StrCat("its collation is ", std::string(row.text(2)),
                                    ", and the hub sorts texts by their bytes (C)", make));
    }
    return absl::OkStatus();
  });
}

absl::Status CheckDurability(PostgresConnection& connection, Faults& faults) {
  return connection.Query(kDurability, {}, [&](const Row& row) {
    const char* const names[] = {"fsync", "full_page_writes"};
    for (int i = 0; i < 2; ++i) {
      if (row.text(i) == "on") continue;
      faults.push_back(absl::StrCat(names[i], " is ", std::string(row.text(i)),
                                    ": what the hub gave a receipt for would not survive a loss of "
                                    "power; set it to on in postgresql.conf"));
    }
    const std::string_view commit = row.text(2);
    if (commit != "on" && commit != "remote_apply") {
      faults.push_back(absl::StrCat("synchronous_commit is ", std::string(commit),
                                    ": a receipt would be given before its document is synced; set "
                                    "it to on, in postgresql.conf and for this user and database"));
    }
    return absl::OkStatus();
  });
}

}  // namespace

absl::Status CheckRequirements(PostgresConnection& connection, Durability durability) {
  std::string name;
  Faults faults;
  RETURN_IF_ERROR(CheckDatabase(connection, name, faults));
  if (durability == Durability::kRequired) RETURN_IF_ERROR(CheckDurability(connection, faults));
  if (faults.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the database ", name, " cannot hold a hub: ", absl::StrJoin(faults, "; ")));
}

}  // namespace headwater::store
