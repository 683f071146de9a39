#include "hub/store/sqlite_database.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/absl_view.h"
#include "hub/base/check.h"
#include "hub/base/error.h"
#include "hub/store/file_lock.h"
#include "hub/store/page_checksum.h"
#include "hub/store/redo.h"
#include "hub/store/sqlite_connection.h"
#include "hub/store/sqlite_log.h"
#include "hub/store/sqlite_page_vfs.h"
#include "hub/store/trusting_transaction.h"

namespace headwater::store {
namespace {

constexpr size_t kDamagedPagesNamed = 100;

constexpr Sql kBeginRead{"sqlite.begin_read", "BEGIN DEFERRED"};
constexpr Sql kEndRead{"sqlite.end_read", "END"};
constexpr Sql kBeginWrite{"sqlite.begin_write", "BEGIN IMMEDIATE"};
constexpr Sql kCommit{"sqlite.commit", "COMMIT"};
constexpr Sql kRollback{"sqlite.rollback", "ROLLBACK"};
constexpr Sql kSavepoint{"sqlite.savepoint", "SAVEPOINT work"};
constexpr Sql kRelease{"sqlite.release", "RELEASE work"};
constexpr Sql kUndo{"sqlite.rollback_to_savepoint", "ROLLBACK TO work"};
constexpr Sql kIntegrity{"sqlite.integrity_check", "PRAGMA integrity_check"};
constexpr Sql kTablesOfPages{"sqlite.tables_of_pages", "SELECT pageno, name FROM dbstat"};
constexpr Sql kForeignKeys{"sqlite.foreign_key_check", "PRAGMA foreign_key_check"};

// A folder of its own that goes with its contents.
class TemporaryFolder {
 public:
  static absl::StatusOr<std::unique_ptr<TemporaryFolder>> Make() {
    std::error_code error;
    const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
    std::string path = (parent / "headwater-XXXXXX").string();
    if (error || mkdtemp(path.data()) == nullptr) {
      return absl::FailedPreconditionError(
          absl::StrCat("cannot make a folder for temporary files: ",
                       error ? error.message() : std::strerror(errno), "; set TMPDIR"));
    }
    return std::unique_ptr<TemporaryFolder>(new TemporaryFolder(std::move(path)));
  }

  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }

 private:
  explicit TemporaryFolder(std::string path) : path_(std::move(path)) {}
  const std::string path_;
};

class SqliteDatabase final : public Database {
 public:
  explicit SqliteDatabase(const SqliteOptions& options) : options_(options) {}
  ~SqliteDatabase() override;

  absl::Status Open();

  absl::StatusOr<std::unique_ptr<Transaction>> BeginWrite() override;
  absl::StatusOr<std::unique_ptr<Reader>> BeginRead() override;
  bool has_other_writers() const override { return false; }
  std::string_view dialect() const override { return "sqlite"; }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override;

  absl::Status NameDamage(const absl::Status& status) const;
  void EndWrite();
  // Null when the connection is not fit to be lent again.
  void EndRead(std::unique_ptr<SqliteConnection> connection);

 private:
  SqliteConnection::Options ConnectionOptions(SqliteConnection::Role role) const {
    return {options_.path, role, options_.busy_timeout,
            options_.read_only && !options_.refuse_damaged ? DamagedPages::kRead
                                                           : DamagedPages::kRefuse,
            /*durable=*/folder_ == nullptr};
  }
  void Show() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  bool NotWriting() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !writing_; }

  // In the order in which they must outlive each other: the writer closes after the
  // readers, the lock and the folder go last.
  SqliteOptions options_;
  std::unique_ptr<TemporaryFolder> folder_;
  std::unique_ptr<FileLock> lock_;
  std::unique_ptr<SqliteConnection> writer_;

  absl::Mutex mutex_;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  int reading_ ABSL_GUARDED_BY(mutex_) = 0;
  std::vector<std::unique_ptr<SqliteConnection>> idle_ ABSL_GUARDED_BY(mutex_);
};

class SqliteReader final : public Reader {
 public:
  SqliteReader(SqliteDatabase& database, std::unique_ptr<SqliteConnection> connection)
      : database_(database), connection_(std::move(connection)) {}

  ~SqliteReader() override {
    if (!connection_->Execute(kEndRead, {}).ok()) connection_ = nullptr;
    database_.EndRead(std::move(connection_));
  }

  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) override {
    return connection_->Query(sql, parameters, row);
  }
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row) override {
    return connection_->QueryText(text, parameters, row);
  }

 private:
  SqliteDatabase& database_;
  std::unique_ptr<SqliteConnection> connection_;
};

// The first that are damaged, by number.
absl::StatusOr<std::map<int64_t, std::string>> DamagedPagesOf(const std::string& path) {
  std::map<int64_t, std::string> pages;
  RETURN_IF_ERROR(FindDamagedPages(path, [&pages](uint32_t number) {
    if (pages.size() < kDamagedPagesNamed) pages.try_emplace(number);
  }));
  return pages;
}

// Fills in the table of each; none for a free page, and where the damage hides it.
void NameTables(Reader& reader, std::map<int64_t, std::string>& pages) {
  if (pages.empty()) return;
  const absl::Status walked = reader.Query(kTablesOfPages, {}, [&pages](const Row& row) {
    const auto page = pages.find(row.integer(0));
    if (page != pages.end()) page->second = row.text(1);
    return absl::OkStatus();
  });
  // CheckIntegrity says why SQLite could not walk on.
  walked.IgnoreError();
}

std::string DescribeDamage(int64_t number, std::string_view table) {
  return absl::StrCat("page ", number, table.empty() ? "" : " of ", base::AbslView(table),
                      ", bytes ", (number - 1) * int64_t{kPageSize}, " to ",
                      number * int64_t{kPageSize} - 1,
                      " of the file, is not what was written: its checksum is another");
}

class SqliteTransaction final : public Transaction, public TrustingTransaction {
 public:
  SqliteTransaction(SqliteDatabase& database, SqliteConnection& connection)
      : database_(database), connection_(connection) {}

  ~SqliteTransaction() override {
    if (connection_.in_transaction()) {
      const absl::Status status = connection_.Execute(kRollback, {}).status();
      HW_CHECK(!connection_.in_transaction()) << "cannot roll back: " << status;
    }
    connection_.EndTransaction();
    database_.EndWrite();
  }

  absl::Status Query(const Sql& sql, absl::Span<const Value> parameters,
                     absl::FunctionRef<absl::Status(const Row&)> row) override {
    RETURN_IF_ERROR(Alive(sql.name));
    return connection_.Query(sql, parameters, row);
  }
  absl::Status QueryText(std::string_view text, absl::Span<const Value> parameters,
                         absl::FunctionRef<absl::Status(const Row&)> row) override {
    RETURN_IF_ERROR(Alive("text"));
    return connection_.QueryText(text, parameters, row);
  }
  absl::StatusOr<int64_t> Execute(const Sql& sql, absl::Span<const Value> parameters) override {
    RETURN_IF_ERROR(Alive(sql.name));
    return connection_.Execute(sql, parameters);
  }
  absl::Status ExecuteText(std::string_view text) override {
    RETURN_IF_ERROR(Alive("text"));
    // It may change what is not counted as a row.
    work_wrote_text_ = true;
    return connection_.ExecuteText(std::string(text), "text");
  }
  absl::Status Savepoint() override {
    RETURN_IF_ERROR(redo_);
    if (!trusting_) return Execute(kSavepoint, {}).status();
    work_wrote_text_ = false;
    changes_before_work_ = Changes();
    return Alive(kSavepoint.name);
  }
  absl::Status Release() override {
    RETURN_IF_ERROR(redo_);
    return trusting_ ? Alive(kRelease.name) : Execute(kRelease, {}).status();
  }
  absl::Status RollbackToSavepoint() override {
    RETURN_IF_ERROR(redo_);
    if (!trusting_) {
      RETURN_IF_ERROR(Execute(kUndo, {}).status());
      return Release();
    }
    RETURN_IF_ERROR(Alive(kUndo.name));
    if (work_wrote_text_ || Changes() != changes_before_work_) {
      redo_ = RedoError(absl::AbortedError("a work was refused after it had written"));
    }
    return redo_;
  }
  // Each savepoint costs a copy of each page that its work is the first to write, and is of use
  // only to the few works that are refused after they wrote.
  void TrustReleases() override { trusting_ = true; }
  absl::Status Commit() override {
    RETURN_IF_ERROR(redo_);
    const absl::Status committed = Execute(kCommit, {}).status();
    // Perhaps a sync that failed; to checkpoint at the end would be to try it again.
    if (!committed.ok()) connection_.LeaveLog();
    return committed;
  }

 private:
  absl::Status Alive(std::string_view name) const {
    RETURN_IF_ERROR(redo_);
    if (connection_.in_transaction()) return absl::OkStatus();
    return absl::FailedPreconditionError(
        absl::StrCat(std::string(name),
                     ": the transaction has ended, by its commit or by an "
                     "error before this statement"));
  }

  int64_t Changes() { return sqlite3_total_changes64(connection_.raw()); }

  SqliteDatabase& database_;
  SqliteConnection& connection_;
  bool trusting_ = false;
  // At the Savepoint that was not made: rows changed by then, and whether texts were run since.
  int64_t changes_before_work_ = 0;
  bool work_wrote_text_ = false;
  absl::Status redo_;
};

SqliteDatabase::~SqliteDatabase() {
  absl::MutexLock lock(&mutex_);
  HW_CHECK(!writing_ && reading_ == 0) << "a Database ends before its Readers and Transaction";
  idle_.clear();
}

absl::Status SqliteDatabase::Open() {
  if (options_.path.empty()) {
    return absl::InvalidArgumentError("the database has no path; name a file");
  }
  if (options_.path == ":memory:") {
    if (options_.read_only) {
      return absl::InvalidArgumentError("a database in memory cannot be opened for reading only");
    }
    ASSIGN_OR_RETURN(folder_, TemporaryFolder::Make());
    options_.path = absl::StrCat(folder_->path(), "/hub.db");
  }
  std::error_code error;
  // One file has one lock, by whatever links it is reached.
  const std::filesystem::path path = std::filesystem::weakly_canonical(options_.path, error);
  if (!error) options_.path = path.string();
  if (options_.read_only) {
    if (!std::filesystem::exists(options_.path, error)) {
      return absl::NotFoundError(absl::StrCat(options_.path, ": there is no such database"));
    }
  } else {
    ASSIGN_OR_RETURN(lock_, FileLock::Acquire(options_.path + ".lock"));
    if (folder_ == nullptr) RETURN_IF_ERROR(MakeLogDurable(options_.path));
    // First, so that the writer and no reader recovers what a crash left in the log.
    ASSIGN_OR_RETURN(writer_,
                     SqliteConnection::Open(ConnectionOptions(SqliteConnection::Role::kWriter)));
  }
  const absl::Status read = BeginRead().status();
  return options_.read_only ? NameDamage(read) : read;
}

// What cannot even be opened is named too.
absl::Status SqliteDatabase::NameDamage(const absl::Status& status) const {
  if (!absl::IsDataLoss(status)) return status;
  ASSIGN_OR_RETURN(const auto pages, DamagedPagesOf(options_.path));
  if (pages.empty()) return status;
  return absl::DataLossError(absl::StrCat(status.message(), "; ",
                                          DescribeDamage(pages.begin()->first, ""),
                                          " (a file that is no hub's has no such checksums)"));
}

absl::StatusOr<std::unique_ptr<Transaction>> SqliteDatabase::BeginWrite() {
  if (writer_ == nullptr) {
    return absl::FailedPreconditionError(
        absl::StrCat(options_.path, ": the database was opened for reading only"));
  }
  {
    absl::MutexLock lock(&mutex_);
    mutex_.Await(absl::Condition(this, &SqliteDatabase::NotWriting));
    writing_ = true;
  }
  if (const absl::Status begun = writer_->Execute(kBeginWrite, {}).status(); !begun.ok()) {
    EndWrite();
    return begun;
  }
  return std::make_unique<SqliteTransaction>(*this, *writer_);
}

absl::StatusOr<std::unique_ptr<Reader>> SqliteDatabase::BeginRead() {
  std::unique_ptr<SqliteConnection> connection;
  {
    absl::MutexLock lock(&mutex_);
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) {
    ASSIGN_OR_RETURN(connection,
                     SqliteConnection::Open(ConnectionOptions(SqliteConnection::Role::kReader)));
  }
  RETURN_IF_ERROR(connection->Execute(kBeginRead, {}).status());
  {
    absl::MutexLock lock(&mutex_);
    ++reading_;
    Show();
  }
  return std::make_unique<SqliteReader>(*this, std::move(connection));
}

absl::Status SqliteDatabase::CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) {
  ASSIGN_OR_RETURN(const auto reader, BeginRead());
  ASSIGN_OR_RETURN(auto pages, DamagedPagesOf(options_.path));
  NameTables(*reader, pages);
  for (const auto& [number, table] : pages) finding(DescribeDamage(number, table));
  absl::Status checked = reader->Query(kIntegrity, {}, [&](const Row& row) {
    if (row.text(0) != "ok") finding(row.text(0));
    return absl::OkStatus();
  });
  if (checked.ok()) {
    checked = reader->Query(kForeignKeys, {}, [&](const Row& row) {
      finding(absl::StrCat(std::string(row.text(0)), ": a row refers to one that is not in ",
                           std::string(row.text(2))));
      return absl::OkStatus();
    });
  }
  if (!absl::IsDataLoss(checked)) return checked;
  finding(std::string(checked.message()));
  return absl::OkStatus();
}

void SqliteDatabase::EndWrite() {
  absl::MutexLock lock(&mutex_);
  writing_ = false;
}

void SqliteDatabase::EndRead(std::unique_ptr<SqliteConnection> connection) {
  absl::MutexLock lock(&mutex_);
  --reading_;
  if (connection != nullptr && idle_.size() < options_.readers_kept) {
    idle_.push_back(std::move(connection));
  }
  Show();
}

void SqliteDatabase::Show() {
  if (options_.gauges == nullptr) return;
  options_.gauges->readers.store(reading_, std::memory_order_relaxed);
  options_.gauges->connections.store(reading_ + static_cast<int64_t>(idle_.size()),
                                     std::memory_order_relaxed);
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenSqlite(const SqliteOptions& options) {
  auto database = std::make_unique<SqliteDatabase>(options);
  RETURN_IF_ERROR(database->Open());
  return database;
}

}  // namespace headwater::store
