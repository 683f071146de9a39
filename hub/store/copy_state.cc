#include "hub/store/copy_state.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/error.h"

namespace headwater::store {
namespace {

constexpr std::string_view kStep1 = R"sql(
CREATE TABLE copy_source(
  mark BLOB NOT NULL PRIMARY KEY
) WITHOUT ROWID;

CREATE TABLE copy_table(
  name TEXT NOT NULL PRIMARY KEY,
  row_count BIGINT NOT NULL,
  whole BIGINT NOT NULL
) WITHOUT ROWID;
)sql";

constexpr std::string_view kRooms = "SELECT DISTINCT room FROM schema_step ORDER BY room";
constexpr Sql kReadMark{"copy_state.read_mark", "SELECT mark FROM copy_source"};
constexpr Sql kReadTables{"copy_state.read_tables",
                          "SELECT name, row_count, whole FROM copy_table ORDER BY name"};
constexpr Sql kAddMark{"copy_state.add_mark", "INSERT INTO copy_source(mark) VALUES($1)"};
constexpr Sql kSaveTable{
    "copy_state.save_table",
    "INSERT INTO copy_table(name, row_count, whole) VALUES($1, $2, $3) "
    "ON CONFLICT(name) DO UPDATE SET row_count = excluded.row_count, whole = excluded.whole"};
constexpr std::string_view kForget = "DELETE FROM copy_table; DELETE FROM copy_source";
constexpr std::string_view kEnd =
    "DROP TABLE copy_table; DROP TABLE copy_source; DELETE FROM schema_step WHERE room = 'copy'";

// Empty for a database without any: it is new, or another program's, which Migrate tells.
absl::StatusOr<std::vector<std::string>> RoomsOf(Database& database) {
  std::vector<std::string> rooms;
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  const absl::Status read = reader->QueryText(kRooms, {}, [&rooms](const Row& row) {
    rooms.emplace_back(row.text(0));
    return absl::OkStatus();
  });
  // That there is no such table looks on each driver otherwise. Should it have been another
  // error, Migrate refuses to add the room to a database that has others.
  return read.ok() ? rooms : std::vector<std::string>();
}

}  // namespace

Schema CopySchema() {
  return {.room = kCopyRoom,
          .tables = {{"copy_source", Table::Kind::kFact, "mark"},
                     {"copy_table", Table::Kind::kFact, "name"}},
          .migrations = {{1, kStep1}}};
}

absl::Status RefuseUnfinishedCopy() {
  return absl::FailedPreconditionError(
      "the database holds a copy that is not finished: run the same `headwater copy` once more, "
      "which goes on with it, or name another database");
}

absl::StatusOr<std::optional<CopyState>> ReadCopyState(Database& database) {
  bool begun = false;
  ASSIGN_OR_RETURN(const std::vector<std::string> rooms, RoomsOf(database));
  for (const std::string& room : rooms) begun |= room == kCopyRoom;
  if (!begun && !rooms.empty()) {
    return absl::FailedPreconditionError(
        "the database that is to be copied to holds a hub already; name an empty one, or a new "
        "file");
  }
  if (!begun) return std::nullopt;
  ASSIGN_OR_RETURN(const auto reader, database.BeginRead());
  CopyState state;
  RETURN_IF_ERROR(reader->Query(kReadMark, {}, [&state](const Row& row) {
    state.mark = row.blob(0);
    return absl::OkStatus();
  }));
  RETURN_IF_ERROR(reader->Query(kReadTables, {}, [&state](const Row& row) {
    state.tables[std::string(row.text(0))] = {row.integer(1), row.integer(2) != 0};
    return absl::OkStatus();
  }));
  return state;
}

absl::Status BeginCopyState(Transaction& transaction, absl::Span<const Schema> schemas,
                            std::string_view mark) {
  RETURN_IF_ERROR(transaction.ExecuteText(kForget));
  for (const Schema& schema : schemas) {
    for (const Table& table : schema.tables) {
      RETURN_IF_ERROR(
          transaction.ExecuteText(absl::StrCat("DELETE FROM ", base::AbslView(table.name))));
    }
  }
  return transaction.Execute(kAddMark, {Value::Blob(mark)}).status();
}

absl::Status SaveCopiedRows(Transaction& transaction, std::string_view table,
                            const CopiedRows& copied) {
  return transaction.Execute(kSaveTable, {table, copied.rows, copied.whole}).status();
}

absl::Status EndCopyState(Transaction& transaction) { return transaction.ExecuteText(kEnd); }

}  // namespace headwater::store
