#include "hub/store/schema.h"

#include <map>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"
#include "hub/base/sha256.h"
#include "hub/store/copy_state.h"

namespace headwater::store {
namespace {

using base::AbslView;

constexpr std::string_view kCreateSteps =
    "CREATE TABLE IF NOT EXISTS schema_step("
    "room TEXT NOT NULL, number BIGINT NOT NULL, text_hash BLOB NOT NULL, "
    "PRIMARY KEY(room, number))";
constexpr std::string_view kReadSteps =
    "SELECT room, number, text_hash FROM schema_step ORDER BY room, number";
constexpr std::string_view kReadVersions = "SELECT room, number FROM schema_version";
constexpr Sql kAddStep{"schema.add_step",
                       "INSERT INTO schema_step(room, number, text_hash) VALUES($1, $2, $3)"};

// The hash of each step that a room has taken; the first is that of step 1.
using Steps = std::map<std::string, std::vector<std::string>, std::less<>>;

absl::StatusOr<Steps> ReadSteps(Reader& reader) {
  Steps steps;
  RETURN_IF_ERROR(reader.QueryText(kReadSteps, {}, [&steps](const Row& row) {
    steps[std::string(row.text(0))].emplace_back(row.blob(2));
    return absl::OkStatus();
  }));
  return steps;
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

// A room that this program does not know was added by a later one. A step of another
// text was changed after it had been taken: its tables are not those that this program
// reads and writes.
absl::Status CheckTaken(const Steps& steps, absl::Span<const Schema> schemas) {
  for (const auto& [room, hashes] : steps) {
    const Schema* schema = Find(schemas, room);
    if (schema == nullptr && room == kCopyRoom) return RefuseUnfinishedCopy();
    const size_t known = schema == nullptr ? 0 : schema->migrations.size();
    if (hashes.size() > known) {
      return absl::FailedPreconditionError(
          absl::StrCat("the database is newer than this program: its ", room,
                       " tables are at version ", hashes.size(), ", this program knows them up to ",
                       known, "; upgrade the program, or restore a backup made by this version"));
    }
    for (size_t i = 0; i < hashes.size(); ++i) {
      if (hashes[i] == base::Sha256Of(schema->migrations[i].text)) continue;
      return absl::FailedPreconditionError(absl::StrCat(
          "the database was made by another build: its ", room, " tables, step ", i + 1,
          ", are not those of this program; use the build that made it, or a new database"));
    }
  }
  return absl::OkStatus();
}

size_t TakenBy(const Schema& schema, const Steps& steps) {
  const auto found = steps.find(schema.room);
  return found == steps.end() ? 0 : found->second.size();
}

bool Current(const Steps& steps, absl::Span<const Schema> schemas) {
  for (const Schema& schema : schemas) {
    if (TakenBy(schema, steps) < schema.migrations.size()) return false;
  }
  return true;
}

absl::Status Named(const absl::Status& status, const Schema& schema, const Migration& step) {
  if (status.ok()) return status;
  const std::string where = absl::StrCat("schema ", AbslView(schema.room), ", step ", step.number);
  if (absl::StrContains(status.message(), "already exists")) {
    return absl::FailedPreconditionError(
        absl::StrCat("the database has tables of another program (", where, ": ", status.message(),
                     "); name a new one"));
  }
  return absl::Status(status.code(), absl::StrCat(where, ": ", status.message()));
}

// Another hub on the same database may have taken the step since this one looked.
absl::Status Take(Database& database, const Schema& schema, const Migration& step) {
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  ASSIGN_OR_RETURN(Steps steps, ReadSteps(*transaction));
  std::erase_if(steps, [&schema](const auto& taken) { return taken.first != schema.room; });
  RETURN_IF_ERROR(CheckTaken(steps, {&schema, 1}));
  if (TakenBy(schema, steps) >= static_cast<size_t>(step.number)) return absl::OkStatus();
  RETURN_IF_ERROR(transaction->ExecuteText(step.text));
  const std::string hash = base::Sha256Of(step.text);
  RETURN_IF_ERROR(
      transaction->Execute(kAddStep, {schema.room, step.number, Value::Blob(hash)}).status());
  return transaction->Commit();
}

absl::StatusOr<Steps> CreateSteps(Database& database) {
  ASSIGN_OR_RETURN(const auto transaction, database.BeginWrite());
  RETURN_IF_ERROR(transaction->ExecuteText(kCreateSteps));
  ASSIGN_OR_RETURN(Steps steps, ReadSteps(*transaction));
  RETURN_IF_ERROR(transaction->Commit());
  return steps;
}

// Builds that were never released kept one number for each room.
absl::StatusOr<bool> IsOfEarlyBuild(Database& database) {
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  return reader->QueryText(kReadVersions, {}, [](const Row&) { return absl::OkStatus(); }).ok();
}

// A database that is current, or is refused, is not written to, so that it may be a
// read-only one.
absl::StatusOr<Steps> ReadOrCreateSteps(Database& database) {
  {
    ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
    if (absl::StatusOr<Steps> steps = ReadSteps(*reader); steps.ok()) return steps;
  }
  ASSIGN_OR_RETURN(const bool early, IsOfEarlyBuild(database));
  if (early) {
    return absl::FailedPreconditionError(
        "the database was made by another build, from before the first release; use the build "
        "that made it, or a new database");
  }
  return CreateSteps(database);
}

}  // namespace

absl::Status Migrate(Database& database, absl::Span<const Schema> schemas) {
  RETURN_IF_ERROR(CheckNumbers(schemas));
  ASSIGN_OR_RETURN(const Steps steps, ReadOrCreateSteps(database));
  RETURN_IF_ERROR(CheckTaken(steps, schemas));
  if (Current(steps, schemas)) return absl::OkStatus();
  for (const Schema& schema : schemas) {
    for (size_t i = TakenBy(schema, steps); i < schema.migrations.size(); ++i) {
      const Migration& step = schema.migrations[i];
      RETURN_IF_ERROR(Named(Take(database, schema, step), schema, step));
    }
  }
  return absl::OkStatus();
}

}  // namespace headwater::store
