#include "hub/store/schema.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

using base::AbslView;

constexpr std::string_view kCreateVersions =
    "CREATE TABLE IF NOT EXISTS schema_version("
    "room TEXT NOT NULL PRIMARY KEY, number BIGINT NOT NULL)";
constexpr std::string_view kReadVersions = "SELECT room, number FROM schema_version ORDER BY room";
constexpr Sql kWriteVersion{"schema.write_version",
                            "INSERT INTO schema_version(room, number) VALUES($1, $2) "
                            "ON CONFLICT(room) DO UPDATE SET number = excluded.number"};

// The newest step that each room has taken.
using Versions = std::map<std::string, int64_t, std::less<>>;

absl::StatusOr<Versions> ReadVersions(Reader& reader) {
  Versions versions;
  RETURN_IF_ERROR(reader.QueryText(kReadVersions, {}, [&versions](const Row& row) {
    versions.emplace(row.text(0), row.integer(1));
    return absl::OkStatus();
  }));
  return versions;
}

absl::Status CheckNumbers(absl::Span<const Schema> schemas) {
  for (const Schema& schema : schemas) {
    int expected = 1;
    for (const Migration& step : schema.migrations) {
      if (step.number != expected++) {
        return absl::InternalError(absl::StrCat("the steps of schema ", AbslView(schema.room),
                                                " are not numbered 1, 2, ... without gaps"));
      }
    }
  }
  return absl::OkStatus();
}

const Schema* Find(absl::Span<const Schema> schemas, std::string_view room) {
  for (const Schema& schema : schemas) {
    if (schema.room == room) return &schema;
  }
  return nullptr;
}

// A room that this program does not know was added by a later one.
absl::Status RefuseNewer(const Versions& versions, absl::Span<const Schema> schemas) {
  for (const auto& [room, number] : versions) {
    const Schema* schema = Find(schemas, room);
    const int64_t known = schema == nullptr ? 0 : static_cast<int64_t>(schema->migrations.size());
    if (number > known) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database is newer than this program: its ", room,
                       " tables are at version ", number, ", this program knows them up to ", known,
                       "; upgrade the program, or restore a backup made by this version"));
    }
  }
  return absl::OkStatus();
}

int64_t VersionOf(const Versions& versions, const Schema& schema) {
  const auto found = versions.find(schema.room);
  return found == versions.end() ? 0 : found->second;
}

bool Current(const Versions& versions, absl::Span<const Schema> schemas) {
  for (const Schema& schema : schemas) {
    if (VersionOf(versions, schema) < static_cast<int64_t>(schema.migrations.size())) return false;
  }
  return true;
}

absl::Status Named(const absl::Status& status, const Schema& schema, const Migration& step) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat("schema ", AbslView(schema.room), ", step ",
                                                  step.number, ": ", status.message()));
}

absl::Status Take(Database& database, const Schema& schema, const Migration& step) {
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  RETURN_IF_ERROR(transaction->ExecuteText(step.text));
  RETURN_IF_ERROR(transaction->Execute(kWriteVersion, {schema.room, step.number}).status());
  return transaction->Commit();
}

absl::StatusOr<Versions> CreateVersions(Database& database) {
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  RETURN_IF_ERROR(transaction->ExecuteText(kCreateVersions));
  ASSIGN_OR_RETURN(Versions versions, ReadVersions(*transaction));
  RETURN_IF_ERROR(transaction->Commit());
  return versions;
}

// A database that is current is not written to, so that it may be a read-only one.
absl::StatusOr<Versions> ReadOrCreateVersions(Database& database) {
  {
    ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
    if (absl::StatusOr<Versions> versions = ReadVersions(*reader); versions.ok()) return versions;
  }
  return CreateVersions(database);
}

}  // namespace

absl::Status Migrate(Database& database, absl::Span<const Schema> schemas) {
  RETURN_IF_ERROR(CheckNumbers(schemas));
  ASSIGN_OR_RETURN(const Versions versions, ReadOrCreateVersions(database));
  RETURN_IF_ERROR(RefuseNewer(versions, schemas));
  if (Current(versions, schemas)) return absl::OkStatus();
  for (const Schema& schema : schemas) {
    for (const Migration& step : schema.migrations) {
      if (step.number <= VersionOf(versions, schema)) continue;
      RETURN_IF_ERROR(Named(Take(database, schema, step), schema, step));
    }
  }
  return absl::OkStatus();
}

}  // namespace headwater::store
