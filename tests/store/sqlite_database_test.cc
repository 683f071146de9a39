#include "hub/store/sqlite_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <csignal>
#include <cstdlib>
#include <fstream>

#include "hub/store/page_checksum.h"
#include "hub/store/sqlite_log.h"
#include "hub/store/table_hash.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class SqliteFile : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Database>> Open(bool read_only = false) {
    return OpenSqlite({.path = path_, .read_only = read_only});
  }
  std::string Setting(Database& database, std::string_view pragma) {
    std::string value;
    auto transaction = database.BeginWrite();
    EXPECT_TRUE((*transaction)
                    ->QueryText(pragma, {},
                                [&](const Row& row) {
                                  value = row.type(0) == Value::Type::kInteger
                                              ? std::to_string(row.integer(0))
                                              : std::string(row.text(0));
                                  return absl::OkStatus();
                                })
                    .ok());
    return value;
  }

  TestFolder folder_;
  const std::string path_ = folder_.File("hub.db");
};

TEST_F(SqliteFile, WhatWasCommittedIsThereAfterwards) {
  InsertAll(*MakeStock(path_), {1, 2});
  EXPECT_THAT(Items(*Open().value()), ElementsAre(1, 2));
}

TEST_F(SqliteFile, TheWriterIsSetUpForDurability) {
  const auto database = Open().value();
  EXPECT_EQ(Setting(*database, "PRAGMA journal_mode"), "wal");
  EXPECT_EQ(Setting(*database, "PRAGMA synchronous"), "2");
  EXPECT_EQ(Setting(*database, "PRAGMA cache_size"), "-262144");
  EXPECT_EQ(Setting(*database, "PRAGMA foreign_keys"), "1");
  EXPECT_EQ(Setting(*database, "PRAGMA temp_store"), "2");
  EXPECT_EQ(Setting(*database, "PRAGMA journal_size_limit"), "-1");
}

TEST_F(SqliteFile, ASecondHubIsRefused) {
  auto first = Open();
  ASSERT_TRUE(first.ok()) << first.status();
  const auto second = Open();
  EXPECT_EQ(second.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(second.status().message()),
              AllOf(HasSubstr(path_), HasSubstr("has locked this database")));
  first->reset();
  EXPECT_TRUE(Open().ok());
}

TEST_F(SqliteFile, ASecondHubIsRefusedByAnotherNameOfTheFile) {
  const auto first = MakeStock(path_);
  const std::string link = folder_.File("link.db");
  std::filesystem::create_symlink(path_, link);
  EXPECT_EQ(OpenSqlite({.path = link}).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SqliteFile, AToolReadsWhileTheHubWrites) {
  const auto hub = MakeStock(path_);
  InsertAll(*hub, {1});
  const auto tool = Open(/*read_only=*/true);
  ASSERT_TRUE(tool.ok()) << tool.status();
  EXPECT_THAT(Items(**tool), ElementsAre(1));
  InsertAll(*hub, {2});
  EXPECT_THAT(Items(**tool), ElementsAre(1, 2));
  const auto write = (*tool)->BeginWrite();
  EXPECT_EQ(write.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(write.status().message()), HasSubstr("for reading only"));
}

TEST_F(SqliteFile, PathsThatCannotBeOpened) {
  EXPECT_EQ(Open(/*read_only=*/true).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(OpenSqlite({.path = ""}).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(OpenSqlite({.path = ":memory:", .read_only = true}).status().code(),
            absl::StatusCode::kInvalidArgument);
  const auto nowhere = OpenSqlite({.path = folder_.File("none/hub.db")});
  EXPECT_EQ(nowhere.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(nowhere.status().message()), HasSubstr("none/hub.db"));
}

TEST_F(SqliteFile, AFileThatIsNoDatabase) {
  std::ofstream(path_) << std::string(8192, 'x');
  const auto database = Open();
  EXPECT_EQ(database.status().code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(database.status().message()), HasSubstr("restore a backup"));
}

TEST_F(SqliteFile, ADatabaseInMemoryIsItsOwn) {
  const auto a = MakeStock();
  const auto b = MakeStock();
  InsertAll(*a, {1});
  EXPECT_THAT(Items(*a), ElementsAre(1));
  EXPECT_THAT(Items(*b), ElementsAre());
}

// More than is gathered of the log before it is written, and less; for those who read
// meanwhile, and for those who open the file after a crash.
TEST_F(SqliteFile, CommitsOfEverySizeAreSeenByOthersAtOnce) {
  static constexpr Sql kFill{"test.fill", "INSERT INTO stock VALUES($1, 'A', 1, $2)"};
  static constexpr Sql kSum{"test.sum", "SELECT count(*), sum(length(note)) FROM stock"};
  const auto sum = [](Database& database) {
    std::string text;
    auto reader = database.BeginRead();
    EXPECT_TRUE(reader.ok());
    EXPECT_TRUE((*reader)
                    ->Query(kSum, {},
                            [&text](const Row& row) {
                              text = absl::StrCat(row.integer(0), " ", row.integer(1));
                              return absl::OkStatus();
                            })
                    .ok());
    return text;
  };
  const auto database = MakeStock(path_);
  const std::string copy = folder_.File("copy.db");
  int64_t item = 0;
  int64_t bytes = 0;
  for (const int rows : {1, 30, 31, 32, 33, 400, 1, 1200}) {
    auto transaction = database->BeginWrite();
    ASSERT_TRUE(transaction.ok());
    for (int i = 0; i < rows; ++i) {
      const std::string note(static_cast<size_t>(3000 + i), 'n');
      ASSERT_TRUE((*transaction)->Execute(kFill, {++item, Value::Blob(note)}).ok());
      bytes += 3000 + i;
    }
    ASSERT_TRUE((*transaction)->Commit().ok());
    EXPECT_EQ(sum(*database), absl::StrCat(item, " ", bytes));
    for (const char* suffix : {"", "-wal"}) {
      std::filesystem::copy_file(path_ + suffix, copy + suffix,
                                 std::filesystem::copy_options::overwrite_existing);
    }
    EXPECT_EQ(sum(*OpenSqlite({.path = copy}).value()), absl::StrCat(item, " ", bytes))
        << "as a crash leaves it";
  }
}

// The log is moved into the file by the commit that crosses the threshold, so it
// stops growing.
TEST_F(SqliteFile, TheWriterCheckpoints) {
  const auto database = MakeStock(path_);
  static constexpr Sql kFill{"test.fill", "INSERT INTO stock VALUES($1, 'A', 1, $2)"};
  const std::string page(4000, 'x');
  for (int64_t item = 0; item < 3000; item += 50) {
    auto transaction = database->BeginWrite();
    for (int64_t i = item; i < item + 50; ++i) {
      ASSERT_TRUE((*transaction)->Execute(kFill, {i, Value::Blob(page)}).ok());
    }
    const absl::Status committed = (*transaction)->Commit();
    ASSERT_TRUE(committed.ok()) << committed;
  }
  EXPECT_GT(std::filesystem::file_size(path_), 2000u * 4096);
  EXPECT_LT(std::filesystem::file_size(path_ + "-wal"), 1500u * 4096);
}

// A byte anywhere is found by the check, one of a value by the hash too.
class FlippedByte : public SqliteFile {
 protected:
  void SetUp() override {
    {
      const auto database = MakeStock(path_);
      Change(*database, "INSERT INTO stock VALUES(5, 'A', 1, x'6e6565646c652069732068657265')");
      std::vector<int64_t> items;
      for (int64_t i = 1; i <= 2000; ++i) items.push_back(i * 1'000'003);
      InsertAll(*database, items);
    }
    std::ifstream in(path_, std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(in), {});
    sound_ = Hash(*Open(/*read_only=*/true).value()).value();
  }

  static absl::StatusOr<std::string> Hash(Database& database) {
    auto reader = database.BeginRead();
    if (!reader.ok()) return reader.status();
    return HashTable(**reader, kStock);
  }

  absl::StatusOr<std::unique_ptr<Database>> OpenDamaged(size_t at, bool read_only = true) {
    std::string damaged = bytes_;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x10);
    const std::string path = folder_.File("damaged" + std::to_string(at) + ".db");
    std::ofstream(path, std::ios::binary) << damaged;
    return OpenSqlite({.path = path, .read_only = read_only});
  }

  // What the check says of a database with this byte flipped; empty: nothing.
  std::vector<std::string> FindingsOf(size_t at) {
    const auto database = OpenDamaged(at);
    if (!database.ok()) return {database.status().ToString()};
    std::vector<std::string> findings;
    EXPECT_TRUE(
        (*database)
            ->CheckIntegrity([&](std::string_view finding) { findings.emplace_back(finding); })
            .ok());
    return findings;
  }

  std::string bytes_;
  std::string sound_;
};

TEST_F(FlippedByte, OfAValueChangesTheHash) {
  const size_t needle = bytes_.find("needle is here");
  ASSERT_NE(needle, std::string::npos);
  for (size_t at = needle; at < needle + 14; ++at) {
    const auto database = OpenDamaged(at);
    ASSERT_TRUE(database.ok()) << database.status();
    EXPECT_NE(Hash(**database).value(), sound_);
  }
}

TEST_F(FlippedByte, OfAnyPageIsNamed) {
  ASSERT_GT(bytes_.size(), 8u * 4096);
  EXPECT_TRUE(FindingsOf(bytes_.find("needle is here")).front().find(" of stock,") !=
              std::string::npos);
  for (size_t page = 2; page <= bytes_.size() / 4096; ++page) {
    for (const size_t offset : {0, 3, 5, 100, 2048, 4087, 4088, 4095}) {
      const auto findings = FindingsOf((page - 1) * 4096 + offset);
      ASSERT_FALSE(findings.empty()) << "page " << page << ", byte " << offset;
      EXPECT_EQ(findings.front().find("page " + std::to_string(page)), 0u) << findings.front();
    }
  }
}

// Of the first page SQLite needs the header to open the file at all.
TEST_F(FlippedByte, OfTheFirstPageIsFound) {
  for (size_t at = 0; at < 4096; ++at) {
    EXPECT_FALSE(FindingsOf(at).empty()) << "byte " << at;
  }
}

TEST_F(FlippedByte, AHubRefusesToReadIt) {
  const auto database = OpenDamaged(bytes_.find("needle is here"), /*read_only=*/false);
  ASSERT_TRUE(database.ok()) << database.status();
  const absl::Status status = Hash(**database).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
}

TEST_F(FlippedByte, APageThatWasLostIsFound) {
  const size_t page = bytes_.find("needle is here") / kPageSize * kPageSize;
  const std::string path = folder_.File("lost.db");
  std::ofstream(path, std::ios::binary)
      << bytes_.substr(0, page) << std::string(kPageSize, '\0') << bytes_.substr(page + kPageSize);
  EXPECT_EQ(Hash(*OpenSqlite({.path = path}).value()).status().code(), absl::StatusCode::kDataLoss);
}

// SQLite would fill up with zeros what is missing of the last page.
TEST_F(FlippedByte, AFileThatWasCutIsFound) {
  for (const size_t less : {1, 500, 3000, 4095}) {
    const std::string path = folder_.File("cut" + std::to_string(less) + ".db");
    std::ofstream(path, std::ios::binary) << bytes_.substr(0, bytes_.size() - less);
    const auto database = OpenSqlite({.path = path});
    const absl::Status status = database.ok() ? Hash(**database).status() : database.status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
  }
}

// As after a loss of power while the log was copied into the file.
TEST_F(FlippedByte, OfAPageThatTheLogHasIsNone) {
  const std::string copy = folder_.File("crashed.db");
  {
    const auto database = Open().value();
    Change(*database, "UPDATE stock SET quantity = 2 WHERE item = 5");
    std::filesystem::copy_file(path_, copy);
    std::filesystem::copy_file(path_ + "-wal", copy + "-wal");
  }
  const auto logged = PagesInLog(copy);
  ASSERT_TRUE(logged.ok()) << logged.status();
  const auto needle = static_cast<uint32_t>(bytes_.find("needle is here") / kPageSize + 1);
  EXPECT_THAT(*logged, testing::UnorderedElementsAre(needle));
  for (uint32_t page = 2; page <= bytes_.size() / kPageSize; ++page) {
    std::string damaged = bytes_;
    damaged[page * kPageSize - 100] ^= 1;
    std::ofstream(copy, std::ios::binary) << damaged;
    const auto database = OpenSqlite({.path = copy, .read_only = true});
    ASSERT_TRUE(database.ok()) << database.status();
    int findings = 0;
    const auto count = [&findings](std::string_view) { ++findings; };
    EXPECT_TRUE((*database)->CheckIntegrity(count).ok());
    EXPECT_EQ(findings > 0, page != needle) << "page " << page;
  }
}

TEST_F(SqliteFile, AFileWithoutChecksumsIsRefused) {
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "CREATE TABLE t(a)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(other);
  for (const bool read_only : {false, true}) {
    EXPECT_EQ(Open(read_only).status().code(), absl::StatusCode::kDataLoss);
  }
}

// Fills the disk by a limit on the size of files: SQLite gets an error from the
// kernel and rolls back by itself. Ends the process with 0 when all is as it should.
void FillTheDisk(const std::string& path) {
  const auto database = MakeStock(path);
  InsertAll(*database, {1});
  signal(SIGXFSZ, SIG_IGN);
  const rlimit small = {16 * 4096, 16 * 4096};
  setrlimit(RLIMIT_FSIZE, &small);
  auto transaction = database->BeginWrite();
  static constexpr Sql kFill{"test.fill", "INSERT INTO stock VALUES($1, 'A', 1, $2)"};
  const std::string blob(200'000, 'x');
  absl::Status status = (*transaction)->Execute(kFill, {2, Value::Blob(blob)}).status();
  if (status.ok()) status = (*transaction)->Commit();
  const bool told = absl::IsUnavailable(status) || absl::IsResourceExhausted(status);
  transaction->reset();
  const bool kept = Items(*database) == std::vector<int64_t>{1};
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::_Exit(told && kept ? 0 : 1);
}

TEST_F(SqliteFile, AFullDiskEndsTheTransaction) {
  EXPECT_EXIT(FillTheDisk(path_), testing::ExitedWithCode(0), "restart the hub");
}

}  // namespace
}  // namespace headwater::store
