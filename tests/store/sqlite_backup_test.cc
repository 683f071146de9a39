// A copy of a database while its hub writes, page by page over the real files.
#include "hub/store/sqlite_backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "hub/store/page_checksum.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;

// So many are some steps of pages.
constexpr int64_t kRows = 2000;
constexpr size_t kNoteBytes = 3000;
constexpr Sql kInsertLong{"test.insert_long",
                          "INSERT INTO stock(item, place, quantity, note) VALUES($1, $2, 1, $3)"};

absl::Status NoStop(int64_t, int64_t) { return absl::OkStatus(); }

std::vector<std::string> FaultsOf(Database& database) {
  std::vector<std::string> faults;
  const absl::Status checked =
      database.CheckIntegrity([&faults](std::string_view fault) { faults.emplace_back(fault); });
  EXPECT_TRUE(checked.ok()) << checked;
  return faults;
}

class SqliteBackup : public testing::Test {
 protected:
  // A hub's database, with kRows items.
  std::unique_ptr<Database> Fill() {
    auto database = MakeStock(from_);
    const std::string note(kNoteBytes, 'n');
    const auto transaction = database->BeginWrite().value();
    for (int64_t i = 0; i < kRows; ++i) {
      EXPECT_TRUE(transaction->Execute(kInsertLong, {i, "A", Value::Blob(note)}).ok());
    }
    EXPECT_TRUE(transaction->Commit().ok());
    return database;
  }

  const TestFolder folder_;
  const std::string from_ = folder_.File("hub.db");
  const std::string to_ = folder_.File("copy.db");
};

TEST_F(SqliteBackup, HoldsWhatWasCommittedWhenItBegan) {
  const auto hub = Fill();
  int64_t committed = kRows;
  int calls = 0;
  int64_t told = 0;
  const absl::Status copied = BackUpSqlite(from_, to_, [&](int64_t done, int64_t pages) {
    // The hub commits between any two steps, and is not made to wait.
    InsertAll(*hub, {committed++});
    ++calls;
    EXPECT_GT(done, told);
    EXPECT_LE(done, pages);
    told = done;
    return absl::OkStatus();
  });
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_GT(calls, 3);
  EXPECT_EQ(static_cast<int64_t>(Items(*hub).size()), committed);

  const auto copy = OpenSqlite({.path = to_, .read_only = true}).value();
  EXPECT_EQ(static_cast<int64_t>(Items(*copy).size()), kRows);
  EXPECT_THAT(FaultsOf(*copy), IsEmpty());
}

TEST_F(SqliteBackup, IsADatabaseThatAHubWritesTo) {
  { const auto hub = Fill(); }
  ASSERT_TRUE(BackUpSqlite(from_, to_, NoStop).ok());
  {
    const auto copy = MakeStock(to_);
    InsertAll(*copy, {kRows});
  }
  const auto copy = MakeStock(to_);
  EXPECT_EQ(static_cast<int64_t>(Items(*copy).size()), kRows + 1);
  EXPECT_THAT(FaultsOf(*copy), IsEmpty());
}

TEST_F(SqliteBackup, TakesWhatOnlyTheLogHas) {
  const auto hub = MakeStock(from_);
  InsertAll(*hub, {1, 2, 3});
  ASSERT_GT(std::filesystem::file_size(from_ + "-wal"), 0u);
  ASSERT_TRUE(BackUpSqlite(from_, to_, NoStop).ok());
  EXPECT_FALSE(std::filesystem::exists(to_ + "-wal"));
  const auto copy = OpenSqlite({.path = to_, .read_only = true}).value();
  EXPECT_EQ(Items(*copy).size(), 3u);
}

// As a hub that was killed leaves its files: nobody has recovered the log yet.
TEST_F(SqliteBackup, OfAHubThatWasKilledHasAllThatItCommitted) {
  const auto hub = MakeStock(from_);
  InsertAll(*hub, {1, 2, 3});
  const std::string killed = folder_.File("killed.db");
  std::filesystem::copy_file(from_, killed);
  std::filesystem::copy_file(from_ + "-wal", killed + "-wal");
  const absl::Status copied = BackUpSqlite(killed, to_, NoStop);
  ASSERT_TRUE(copied.ok()) << copied;
  const auto copy = OpenSqlite({.path = to_, .read_only = true}).value();
  EXPECT_EQ(Items(*copy).size(), 3u);
  EXPECT_EQ(Items(*MakeStock(killed)).size(), 3u);
}

TEST_F(SqliteBackup, EndsWithTheErrorOfAStep) {
  const auto hub = Fill();
  int calls = 0;
  const absl::Status copied = BackUpSqlite(from_, to_, [&](int64_t, int64_t) {
    return ++calls == 2 ? absl::CancelledError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(copied, absl::CancelledError("enough"));
  EXPECT_EQ(calls, 2);
  InsertAll(*hub, {kRows});
}

TEST_F(SqliteBackup, RefusesADamagedPage) {
  { const auto hub = Fill(); }
  {
    std::fstream file(from_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(700 * kPageSize + 100));
    file.put('?');
  }
  const absl::Status copied = BackUpSqlite(from_, to_, NoStop);
  EXPECT_EQ(copied.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(copied.message()),
              AllOf(HasSubstr(from_), HasSubstr("headwater verify")));
}

TEST_F(SqliteBackup, IsOnlyWrittenToANewFile) {
  const auto hub = MakeStock(from_);
  std::ofstream(to_) << "of somebody";
  EXPECT_EQ(BackUpSqlite(from_, to_, NoStop).code(), absl::StatusCode::kAlreadyExists);
  std::string text;
  std::getline(std::ifstream(to_), text);
  EXPECT_EQ(text, "of somebody");
}

TEST_F(SqliteBackup, NeedsADatabaseAndAFolder) {
  EXPECT_EQ(BackUpSqlite(from_, to_, NoStop).code(), absl::StatusCode::kNotFound);
  EXPECT_FALSE(std::filesystem::exists(from_));
  const auto hub = MakeStock(from_);
  const absl::Status nowhere = BackUpSqlite(from_, folder_.File("none/copy.db"), NoStop);
  EXPECT_EQ(nowhere.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(nowhere.message()), HasSubstr("none/copy.db"));
}

// Each page of it is refused by who takes what it reads elsewhere, and read by who looks for
// the damage.
TEST_F(SqliteBackup, AReaderMayRefuseDamageToo) {
  { const auto hub = Fill(); }
  {
    std::fstream file(from_, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(700 * kPageSize + 100));
    file.put('?');
  }
  const auto refusing =
      OpenSqlite({.path = from_, .read_only = true, .refuse_damaged = true}).value();
  const auto reader = refusing->BeginRead().value();
  const absl::Status read = reader->QueryText("SELECT * FROM stock ORDER BY item, place", {},
                                              [](const Row&) { return absl::OkStatus(); });
  EXPECT_EQ(read.code(), absl::StatusCode::kDataLoss);
  const auto looking = OpenSqlite({.path = from_, .read_only = true}).value();
  EXPECT_EQ(FaultsOf(*looking).size(), 1u);
}

}  // namespace
}  // namespace headwater::store
