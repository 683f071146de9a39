#include "hub/store/sqlite_backup.h"

#include <sqlite3.h>

#include <filesystem>
#include <memory>
#include <system_error>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "hub/base/error.h"
#include "hub/store/sqlite_connection.h"
#include "hub/store/sqlite_error.h"
#include "hub/store/sqlite_file.h"
#include "hub/store/sqlite_page_vfs.h"

namespace headwater::store {
namespace {

// As SqliteOptions has it: a hub that starts or ends holds the database for a moment.
constexpr absl::Duration kBusyTimeout = absl::Seconds(5);

constexpr Sql kBegin{"sqlite_backup.begin", "BEGIN DEFERRED"};
constexpr Sql kPin{"sqlite_backup.pin", "SELECT count(*) FROM sqlite_master"};

struct CloseConnection {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
};
using Connection = std::unique_ptr<sqlite3, CloseConnection>;

struct FinishBackup {
  void operator()(sqlite3_backup* backup) const { sqlite3_backup_finish(backup); }
};
using Backup = std::unique_ptr<sqlite3_backup, FinishBackup>;

bool IsThere(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

// A snapshot from here on: SQLite begins the copy anew whenever somebody has written between
// two steps, unless the steps are in a transaction.
absl::StatusOr<std::unique_ptr<SqliteConnection>> OpenSnapshot(const std::string& path) {
  if (!IsThere(path)) {
    return absl::NotFoundError(absl::StrCat(path, ": there is no such database"));
  }
  ASSIGN_OR_RETURN(auto source, SqliteConnection::Open({.path = path,
                                                        .role = SqliteConnection::Role::kReader,
                                                        .busy_timeout = kBusyTimeout}));
  RETURN_IF_ERROR(source->Execute(kBegin, {}).status());
  RETURN_IF_ERROR(source->Query(kPin, {}, [](const Row&) { return absl::OkStatus(); }));
  return source;
}

// Without a journal and without syncs of SQLite's: before all is written and synced, the file
// is nobody's database.
absl::StatusOr<Connection> OpenCopy(const std::string& path) {
  if (IsThere(path)) {
    return absl::AlreadyExistsError(
        absl::StrCat(path, ": is there already; a copy is only written to a new file"));
  }
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(path.c_str(), &opened,
                             SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                             PageVfs(DamagedPages::kRefuse, Writes::kDirect));
  Connection copy(opened);
  if (code == SQLITE_OK) {
    sqlite3_extended_result_codes(copy.get(), 1);
    ReserveSeals(copy.get());
    code = sqlite3_exec(copy.get(), "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF", nullptr,
                        nullptr, nullptr);
  }
  if (code == SQLITE_OK) return copy;
  return SqliteError(code, opened == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(opened), path);
}

// Through SQLite's layer, so that closing it takes no locks from the connection.
absl::Status SyncFile(const std::string& path) {
  ASSIGN_OR_RETURN(const auto file,
                   SqliteFile::Open(path, SqliteFile::Kind::kDatabase, SqliteFile::Access::kWrite));
  if (file == nullptr) {
    return absl::UnavailableError(absl::StrCat(path, ": was taken away while it was written"));
  }
  return file->Sync();
}

class SqliteBackup {
 public:
  SqliteBackup(const std::string& from, const std::string& to) : from_(from), to_(to) {}

  absl::Status Open() {
    ASSIGN_OR_RETURN(source_, OpenSnapshot(from_));
    ASSIGN_OR_RETURN(copy_, OpenCopy(to_));
    backup_.reset(sqlite3_backup_init(copy_.get(), "main", source_->raw(), "main"));
    return backup_ != nullptr ? absl::OkStatus() : Error(sqlite3_extended_errcode(copy_.get()));
  }

  absl::Status Run(absl::FunctionRef<absl::Status(int64_t, int64_t)> step) {
    for (int steps = 1;; ++steps) {
      const int code = sqlite3_backup_step(backup_.get(), kBackupStepPages);
      if (code != SQLITE_OK && code != SQLITE_DONE) return Error(code);
      const int64_t pages = sqlite3_backup_pagecount(backup_.get());
      RETURN_IF_ERROR(step(pages - sqlite3_backup_remaining(backup_.get()), pages));
      if (code == SQLITE_DONE) return absl::OkStatus();
      if (steps % kBackupStepsUnsynced == 0) RETURN_IF_ERROR(SyncFile(to_));
    }
  }

  // Closes both, for what an error of closing tells.
  absl::Status Close() {
    if (const int code = sqlite3_backup_finish(backup_.release()); code != SQLITE_OK) {
      return Error(code);
    }
    if (const int code = sqlite3_close(copy_.release()); code != SQLITE_OK) return Error(code);
    return absl::OkStatus();
  }

 private:
  absl::Status Error(int code) const {
    return SqliteError(code, sqlite3_errstr(code), absl::StrCat("copying ", from_, " to ", to_));
  }

  const std::string& from_;
  const std::string& to_;
  // In the order in which they must outlive each other.
  std::unique_ptr<SqliteConnection> source_;
  Connection copy_;
  Backup backup_;
};

}  // namespace

absl::Status BackUpSqlite(const std::string& from, const std::string& to,
                          absl::FunctionRef<absl::Status(int64_t done, int64_t pages)> step) {
  SqliteBackup backup(from, to);
  RETURN_IF_ERROR(backup.Open());
  RETURN_IF_ERROR(backup.Run(step));
  RETURN_IF_ERROR(backup.Close());
  return SyncFile(to);
}

}  // namespace headwater::store
