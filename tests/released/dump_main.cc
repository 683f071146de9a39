// Writes the database of a release, once, when it is made: see README.md beside this.
//
//   dump_release FOLDER NUMBER     FOLDER/NUMBER.sqlite.sql and FOLDER/NUMBER.postgresql.sql
//
// It holds the world of the tests: a retailer and the whole trade with one supplier, documents of
// every kind. Never over a file that is there: what was released stays.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/hub_world.h"
#include "hub/settings.h"
#include "released/database_dump.h"

namespace headwater::test {
namespace {

absl::Status Write(const std::string& path, const std::string& text) {
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, ": is there already; a release that was made is not changed"));
  }
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file.fail()) return absl::UnavailableError(absl::StrCat(path, ": cannot be written"));
  std::cout << path << ": " << text.size() << " bytes\n";
  return absl::OkStatus();
}

absl::Status Dump(const std::string& folder, const std::string& number) {
  TestHub hub(WholeHub());
  if (hub.database().dialect() != "sqlite") {
    return absl::FailedPreconditionError("run it without HEADWATER_TEST_STORE");
  }
  RETURN_IF_ERROR(SettleRetailer(hub.database(), Retailer()).status());
  for (const v1::Document& document : HubWorld({1})) {
    RETURN_IF_ERROR(hub.Submit(document).status());
  }
  RETURN_IF_ERROR(hub.Acknowledge(Supplier(1), 3).status());
  ASSIGN_OR_RETURN(const auto reader, hub.database().BeginRead());
  for (const Dialect dialect : {Dialect::kSqlite, Dialect::kPostgresql}) {
    ASSIGN_OR_RETURN(const std::string text, DumpDatabase(*reader, hub.schemas(), dialect));
    const char* name = dialect == Dialect::kSqlite ? ".sqlite.sql" : ".postgresql.sql";
    RETURN_IF_ERROR(Write(absl::StrCat(folder, "/", number, name), text));
  }
  return absl::OkStatus();
}

}  // namespace
}  // namespace headwater::test

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "say: dump_release FOLDER NUMBER\n";
    return 1;
  }
  const absl::Status dumped = headwater::test::Dump(argv[1], argv[2]);
  if (dumped.ok()) return 0;
  std::cerr << dumped.message() << "\n";
  return 1;
}
