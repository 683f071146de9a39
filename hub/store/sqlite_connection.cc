#include "hub/store/sqlite_connection.h"

#include <SQLiteCpp/Exception.h>
#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/sqlite_error.h"

namespace headwater::store {
namespace {

constexpr int kWriterCacheKib = 262'144;
constexpr int kReaderCacheKib = 16'384;

constexpr Sql kJournalMode{"sqlite.journal_mode", "PRAGMA journal_mode = WAL"};
constexpr Sql kReadHeader{"sqlite.read_header", "SELECT count(*) FROM sqlite_master"};

// SQLite's own automatic checkpoint forgets its errors. A failed sync must not be
// retried, so here it fails the commit that it is part of, and with it the hub.
int CheckpointAfterCommit(void* pace, sqlite3* connection, const char* schema, int pages) {
  if (!static_cast<CheckpointPace*>(pace)->Due(pages)) return SQLITE_OK;
  const int code =
      sqlite3_wal_checkpoint_v2(connection, schema, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  const int primary = code & 0xff;
  return primary == SQLITE_BUSY || primary == SQLITE_LOCKED ? SQLITE_OK : code;
}

absl::Status NoRow(const Row&) { return absl::OkStatus(); }

// Nobody asks SQLite how much memory it holds, and counting it takes one lock of the whole
// process for each piece. SQLite refuses where others have used it before; then it counts.
void SetUpLibraryOnce() {
  [[maybe_unused]] static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteConnection>> SqliteConnection::Open(const Options& options) {
  const int access = options.role == Role::kWriter ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                   : SQLITE_OPEN_READONLY;
  // Only what syncs each commit: see SetUp.
  const bool gathers = options.role == Role::kWriter && options.durable;
  SetUpLibraryOnce();
  std::unique_ptr<SQLite::Database> database;
  try {
    database = std::make_unique<SQLite::Database>(
        options.path, access | SQLITE_OPEN_NOMUTEX,
        static_cast<int>(absl::ToInt64Milliseconds(options.busy_timeout)),
        PageVfs(options.damaged, gathers ? Writes::kGathered : Writes::kDirect));
  } catch (const SQLite::Exception& error) {
    return SqliteError(error.getExtendedErrorCode(), error.what(), options.path);
  }
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection(std::move(database)));
  RETURN_IF_ERROR(connection->SetUp(options));
  return connection;
}

absl::Status SqliteConnection::SetUp(const Options& options) {
  sqlite3* handle = database_->getHandle();
  sqlite3_extended_result_codes(handle, 1);
  ReserveSeals(handle);
  const std::string common = "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON;";
  if (options.role == Role::kReader) {
    sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    RETURN_IF_ERROR(ExecuteText(
        absl::StrCat(common, "PRAGMA query_only = ON; PRAGMA cache_size = -", kReaderCacheKib),
        options.path));
    return Query(kReadHeader, {}, NoRow);
  }
  std::string mode;
  RETURN_IF_ERROR(Query(kJournalMode, {}, [&mode](const Row& row) {
    mode = row.text(0);
    return absl::OkStatus();
  }));
  if (mode != "wal") {
    return absl::FailedPreconditionError(
        absl::StrCat(options.path,
                     ": the file system does not support SQLite's write-ahead log; "
                     "put the database on a local disk"));
  }
  // Freed pages are written too, so that each page of the file has a seal.
  RETURN_IF_ERROR(ExecuteText(
      absl::StrCat(common, "PRAGMA secure_delete = ON; PRAGMA synchronous = ",
                   options.durable ? "FULL" : "OFF", "; PRAGMA cache_size = -", kWriterCacheKib),
      options.path));
  sqlite3_wal_hook(handle, CheckpointAfterCommit, &checkpoint_pace_);
  answers_ = std::make_unique<AnswerCache>();
  return Query(kReadHeader, {}, NoRow);
}

absl::Status SqliteConnection::Query(const Sql& sql, absl::Span<const Value> parameters,
                                     absl::FunctionRef<absl::Status(const Row&)> row) {
  ASSIGN_OR_RETURN(Prepared * prepared, Prepare(sql));
  if (prepared->looked_up != nullptr) return LookUp(sql, *prepared, parameters, row);
  return prepared->statement->Run(parameters, row);
}

absl::Status SqliteConnection::LookUp(const Sql& sql, Prepared& prepared,
                                      absl::Span<const Value> parameters,
                                      absl::FunctionRef<absl::Status(const Row&)> row) {
  if (const auto kept = answers_->Find(sql, parameters, *prepared.looked_up); kept != nullptr) {
    return kept->row() == nullptr ? absl::OkStatus() : row(*kept->row());
  }
  Answer answer;
  RETURN_IF_ERROR(prepared.statement->Run(parameters, [&answer, row](const Row& found) {
    answer.Add(found);
    return row(found);
  }));
  answers_->Keep(sql, parameters, *prepared.looked_up, std::move(answer));
  return absl::OkStatus();
}

absl::Status SqliteConnection::QueryText(std::string_view text, absl::Span<const Value> parameters,
                                         absl::FunctionRef<absl::Status(const Row&)> row) {
  const Sql sql{"text", text};
  ASSIGN_OR_RETURN(
      const auto statement,
      SqliteStatement::Prepare(database_->getHandle(), sql, SqliteStatement::Lifetime::kOnce));
  return statement->Run(parameters, row);
}

absl::StatusOr<int64_t> SqliteConnection::Execute(const Sql& sql,
                                                  absl::Span<const Value> parameters) {
  ASSIGN_OR_RETURN(Prepared * prepared, Prepare(sql));
  sqlite3* handle = database_->getHandle();
  const int64_t before = sqlite3_total_changes64(handle);
  RETURN_IF_ERROR(prepared->statement->Run(parameters, [&sql](const Row&) {
    return absl::InternalError(
        absl::StrCat("statement ", std::string(sql.name), " gives rows: use Query"));
  }));
  // sqlite3_changes64 still tells of an earlier statement when this one changed nothing.
  if (sqlite3_total_changes64(handle) == before) return 0;
  return sqlite3_changes64(handle);
}

absl::Status SqliteConnection::ExecuteText(const std::string& text, std::string_view where) {
  if (answers_ != nullptr) answers_->AllWritten();
  const int code = database_->tryExec(text);
  if (code == SQLITE_OK) return absl::OkStatus();
  return SqliteError(code, sqlite3_errmsg(database_->getHandle()), where);
}

bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(database_->getHandle()) == 0;
}

void SqliteConnection::EndTransaction() {
  if (answers_ != nullptr) answers_->EndTransaction();
}

void SqliteConnection::LeaveLog() {
  sqlite3_db_config(database_->getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

absl::StatusOr<SqliteConnection::Prepared*> SqliteConnection::Prepare(const Sql& sql) {
  auto& prepared = statements_[&sql];
  if (prepared == nullptr) {
    auto made = std::make_unique<Prepared>();
    ASSIGN_OR_RETURN(made->statement, SqliteStatement::Prepare(database_->getHandle(), sql,
                                                               SqliteStatement::Lifetime::kKept));
    if (answers_ != nullptr) {
      if (!sql.looks_up.empty()) made->looked_up = &answers_->TableNamed(sql.looks_up);
      for (const std::string& table : made->statement->written_tables()) {
        made->written.push_back(&answers_->TableNamed(table));
      }
    }
    prepared = std::move(made);
  }
  HW_CHECK(prepared->statement->text().data() == sql.text.data())
      << "statement " << sql.name << " took the place of another: an Sql must be static";
  for (AnswerCache::Table* table : prepared->written) answers_->Written(*table);
  return prepared.get();
}

}  // namespace headwater::store
