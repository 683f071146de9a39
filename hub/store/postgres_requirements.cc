#include "hub/store/postgres_requirements.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "hub/base/absl_view.h"
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
    for (std::string& fault : DurabilityFaults(row.text(0), row.text(1), row.text(2))) {
      faults.push_back(std::move(fault));
    }
    return absl::OkStatus();
  });
}

}  // namespace

std::vector<std::string> DurabilityFaults(std::string_view fsync, std::string_view full_page_writes,
                                          std::string_view synchronous_commit) {
  Faults faults;
  const auto want = [&faults](const char* name, std::string_view value) {
    if (value == "on") return;
    faults.push_back(absl::StrCat(name, " is ", base::AbslView(value),
                                  ": what the hub gave a receipt for would not survive a loss of "
                                  "power; set it to on in postgresql.conf"));
  };
  want("fsync", fsync);
  want("full_page_writes", full_page_writes);
  if (synchronous_commit != "on" && synchronous_commit != "remote_apply") {
    faults.push_back(absl::StrCat("synchronous_commit is ", base::AbslView(synchronous_commit),
                                  ": a receipt would be given before its document is synced; set "
                                  "it to on, in postgresql.conf and for this user and database"));
  }
  return faults;
}

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
