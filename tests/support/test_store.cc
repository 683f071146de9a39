#include "support/test_store.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "hub/base/check.h"
#include "hub/base/sha256.h"
#include "hub/store/postgres_connection.h"
#include "hub/store/postgres_database.h"
#include "hub/store/sqlite_database.h"

namespace headwater::test {
namespace {

constexpr char kInMemory[] = ":memory:";
// Of the hash of a path: enough to keep the databases of one server apart.
constexpr size_t kNameHashBytes = 10;

const std::string& Server() {
  static const std::string url = [] {
    const char* value = std::getenv("HEADWATER_TEST_STORE");
    return std::string(value == nullptr ? "" : value);
  }();
  return url;
}

// Makes and drops databases, on a connection of this process to the server's own one.
absl::Status Administer(const std::string& text) {
  static absl::Mutex mutex(absl::kConstInit);
  static store::PostgresConnection* connection = nullptr;
  absl::MutexLock lock(&mutex);
  if (connection == nullptr) {
    auto opened =
        store::PostgresConnection::Open(Server(), store::PostgresConnection::Role::kWriter);
    if (!opened.ok()) return opened.status();
    connection = opened->release();
  }
  return connection->ExecuteText(text, "test_store");
}

// Copying the files takes half the time of writing them to the log.
absl::Status Create(const std::string& name) {
  return Administer(
      absl::StrCat("CREATE DATABASE ", name, " TEMPLATE template0 STRATEGY file_copy"));
}

// The server's URL names its own database before the parameters.
std::string UrlOf(const std::string& name) {
  const std::string& server = Server();
  const size_t parameters = server.find('?');
  HW_CHECK(parameters != std::string::npos)
      << "HEADWATER_TEST_STORE is not postgresql:///postgres?host=FOLDER&user=NAME: " << server;
  return absl::StrCat(server.substr(0, server.rfind('/', parameters)), "/", name,
                      server.substr(parameters));
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenNamed(const std::string& name,
                                                           bool read_only) {
  return store::OpenPostgres(
      {.url = UrlOf(name), .read_only = read_only, .durability = store::Durability::kScratch});
}

std::string NameOf(const std::string& path) {
  std::error_code error;
  const std::string whole = std::filesystem::weakly_canonical(path, error).string();
  return absl::StrCat(
      "f_", absl::BytesToHexString(base::Sha256Of(error ? path : whole).substr(0, kNameHashBytes)));
}

// Drops it at the end.
class OwnDatabase final : public store::Database {
 public:
  OwnDatabase(std::string name, std::unique_ptr<store::Database> database)
      : name_(std::move(name)), database_(std::move(database)) {}
  ~OwnDatabase() override {
    database_ = nullptr;
    const absl::Status dropped = Administer(absl::StrCat("DROP DATABASE ", name_, " WITH (FORCE)"));
    HW_CHECK(dropped.ok()) << dropped;
  }

  absl::StatusOr<std::unique_ptr<store::Transaction>> BeginWrite() override {
    return database_->BeginWrite();
  }
  absl::StatusOr<std::unique_ptr<store::Reader>> BeginRead() override {
    return database_->BeginRead();
  }
  bool has_other_writers() const override { return database_->has_other_writers(); }
  std::string_view dialect() const override { return database_->dialect(); }
  absl::Status CheckIntegrity(absl::FunctionRef<void(std::string_view)> finding) override {
    return database_->CheckIntegrity(finding);
  }

 private:
  const std::string name_;
  std::unique_ptr<store::Database> database_;
};

absl::Status CreateMissing(const std::string& name) {
  const absl::Status created = Create(name);
  if (absl::StrContains(created.message(), "already exists")) return absl::OkStatus();
  return created;
}

}  // namespace

bool StoreIsPostgres() { return !Server().empty(); }

std::unique_ptr<store::Database> NewDatabase() {
  if (!StoreIsPostgres()) {
    auto database = store::OpenSqlite({.path = kInMemory});
    HW_CHECK(database.ok()) << database.status();
    return *std::move(database);
  }
  static std::atomic<int> made = 0;
  const std::string name = absl::StrCat("t_", getpid(), "_", ++made);
  const absl::Status created = Create(name);
  HW_CHECK(created.ok()) << created;
  auto database = OpenNamed(name, /*read_only=*/false);
  HW_CHECK(database.ok()) << database.status();
  return std::make_unique<OwnDatabase>(name, *std::move(database));
}

absl::StatusOr<std::unique_ptr<store::Database>> OpenDatabaseAt(const std::string& path,
                                                                bool read_only) {
  if (path == kInMemory) return NewDatabase();
  if (!StoreIsPostgres()) return store::OpenSqlite({.path = path, .read_only = read_only});
  const std::string name = NameOf(path);
  if (absl::Status made = CreateMissing(name); !made.ok()) return made;
  return OpenNamed(name, read_only);
}

void AdministerServer(const std::string& text) {
  const absl::Status done = Administer(text);
  HW_CHECK(done.ok()) << done;
}

std::string StoreUrlOf(const std::string& path) {
  if (!StoreIsPostgres()) return absl::StrCat("sqlite:", path);
  const std::string name = NameOf(path);
  const absl::Status made = CreateMissing(name);
  HW_CHECK(made.ok()) << made;
  return UrlOf(name);
}

}  // namespace headwater::test
