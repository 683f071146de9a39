#include "hub/settings.h"

#include "absl/strings/str_cat.h"
#include "hub/base/error.h"

namespace headwater {
namespace {

constexpr store::Sql kRead{"settings.read", "SELECT number FROM setting WHERE name = $1"};
constexpr store::Sql kInsert{"settings.insert",
                             "INSERT INTO setting (name, number) VALUES ($1, $2)"};
constexpr const char* kRetailer = "retailer";

absl::StatusOr<std::optional<base::Gln>> Read(store::Reader& reader) {
  std::optional<base::Gln> retailer;
  RETURN_IF_ERROR(
      reader
          .QueryOne(kRead, {kRetailer},
                    [&](const store::Row& row) { retailer = base::Gln(row.integer(0)); })
          .status());
  return retailer;
}

}  // namespace

store::Schema SettingsSchema() {
  return {.room = "settings",
          .tables = {{.name = "setting", .kind = store::Table::Kind::kFact, .key = "name"}},
          .migrations = {{.number = 1,
                          .text = "CREATE TABLE setting (name TEXT NOT NULL PRIMARY KEY,"
                                  " number BIGINT NOT NULL) WITHOUT ROWID"}}};
}

absl::StatusOr<base::Gln> SettleRetailer(store::Database& database,
                                         std::optional<base::Gln> given) {
  ASSIGN_OR_RETURN(auto transaction, database.BeginWrite());
  ASSIGN_OR_RETURN(const std::optional<base::Gln> stored, Read(*transaction));
  if (stored) {
    if (given && *given != *stored) {
      return absl::FailedPreconditionError(
          absl::StrCat("this database belongs to the retailer ", stored->ToString(), ", not to ",
                       given->ToString(), ": give another --store, or leave --retailer out"));
    }
    return *stored;
  }
  if (!given) {
    return absl::InvalidArgumentError(
        "the database is new: say with --retailer GLN whose hub this is");
  }
  RETURN_IF_ERROR(transaction->Execute(kInsert, {kRetailer, given->value()}).status());
  RETURN_IF_ERROR(transaction->Commit());
  return *given;
}

absl::StatusOr<base::Gln> ReadRetailer(store::Database& database) {
  ASSIGN_OR_RETURN(auto reader, database.BeginRead());
  ASSIGN_OR_RETURN(const std::optional<base::Gln> stored, Read(*reader));
  if (!stored) {
    return absl::FailedPreconditionError("no hub has served this database yet: it has no retailer");
  }
  return *stored;
}

}  // namespace headwater
