// What the tests of the store share: a folder of their own, a small table, and
// short ways to write and read it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "hub/base/check.h"
#include "hub/store/database.h"
#include "hub/store/schema.h"
#include "hub/store/sqlite_database.h"
#include "support/test_store.h"

namespace headwater::store {

// A folder that ends with the test.
class TestFolder {
 public:
  TestFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "hw-test-XXXXXX").string();
    HW_CHECK(mkdtemp(path.data()) != nullptr);
    path_ = path;
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;

  std::string File(const std::string& name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

inline constexpr std::string_view kStockTable =
    "CREATE TABLE stock(item BIGINT NOT NULL, place TEXT NOT NULL, quantity BIGINT, note BLOB, "
    "CHECK (quantity <> 666), PRIMARY KEY(item, place)) WITHOUT ROWID";
inline constexpr Table kStock{"stock", Table::Kind::kDerived, "item, place"};

inline constexpr Sql kInsert{"test.insert",
                             "INSERT INTO stock(item, place, quantity) VALUES($1, $2, $3)"};
inline constexpr Sql kUpdate{"test.update", "UPDATE stock SET quantity = $1 WHERE item = $2"};
inline constexpr Sql kItems{"test.items", "SELECT item FROM stock ORDER BY item"};
inline constexpr Sql kQuantity{"test.quantity", "SELECT quantity FROM stock WHERE item = $1"};

// With the table above.
inline std::unique_ptr<Database> MakeStock(const std::string& path = ":memory:") {
  auto database = test::OpenDatabaseAt(path);
  HW_CHECK(database.ok()) << database.status();
  const std::vector<Schema> schemas = {{"inventory", {kStock}, {{1, kStockTable}}}};
  const absl::Status migrated = Migrate(**database, schemas);
  HW_CHECK(migrated.ok()) << migrated;
  return *std::move(database);
}

inline absl::Status Insert(Transaction& transaction, int64_t item, int64_t quantity = 1) {
  return transaction.Execute(kInsert, {item, "A", quantity}).status();
}

// A driver may put an insert off until an answer is needed; here it is.
inline absl::Status InsertNow(Transaction& transaction, int64_t item, int64_t quantity = 1) {
  if (absl::Status put = Insert(transaction, item, quantity); !put.ok()) return put;
  return transaction.Query(kQuantity, {item}, [](const Row&) { return absl::OkStatus(); });
}

// Inserts items in one transaction and commits.
inline void InsertAll(Database& database, const std::vector<int64_t>& items) {
  auto transaction = database.BeginWrite();
  ASSERT_TRUE(transaction.ok()) << transaction.status();
  for (const int64_t item : items) ASSERT_TRUE(Insert(**transaction, item).ok());
  const absl::Status committed = (*transaction)->Commit();
  ASSERT_TRUE(committed.ok()) << committed;
}

// Runs text in a transaction and commits.
inline void Change(Database& database, std::string_view text) {
  auto transaction = database.BeginWrite();
  ASSERT_TRUE(transaction.ok()) << transaction.status();
  const absl::Status changed = (*transaction)->ExecuteText(text);
  ASSERT_TRUE(changed.ok()) << changed;
  const absl::Status committed = (*transaction)->Commit();
  ASSERT_TRUE(committed.ok()) << committed;
}

inline std::vector<int64_t> Items(Reader& reader) {
  std::vector<int64_t> items;
  const absl::Status status = reader.Query(kItems, {}, [&items](const Row& row) {
    items.push_back(row.integer(0));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return items;
}

inline std::vector<int64_t> Items(Database& database) {
  auto reader = database.BeginRead();
  EXPECT_TRUE(reader.ok()) << reader.status();
  return Items(**reader);
}

}  // namespace headwater::store
