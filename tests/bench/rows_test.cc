#include "bench/rows.h"

#include <sqlite3.h>

#include <filesystem>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::bench {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

TEST(Rows, AreTheSameWhereEachOrderHasAsMany) {
  EXPECT_TRUE(
      CheckSameRows({{"document", 10}, {"line", 200}}, 10, {{"document", 3}, {"line", 60}}, 3)
          .ok());
}

TEST(Rows, NameTheTableThatDiffers) {
  const absl::Status status =
      CheckSameRows({{"document", 10}, {"line", 200}}, 10, {{"document", 3}, {"line", 59}}, 3);
  EXPECT_THAT(std::string(status.message()),
              HasSubstr("line grew by 200 rows for 10 orders in the hub, by 59 for 3"));
  EXPECT_THAT(std::string(status.message()), Not(HasSubstr("document grew")));
}

TEST(Rows, ATableOfOneAloneMustNotGrow) {
  EXPECT_TRUE(CheckSameRows({{"head", 0}}, 10, {}, 3).ok());
  EXPECT_FALSE(CheckSameRows({{"head", 1}}, 10, {}, 3).ok());
  EXPECT_FALSE(CheckSameRows({}, 10, {{"head", 1}}, 3).ok());
}

TEST(Rows, OfTheFeedsAreTheHubsAlone) {
  EXPECT_TRUE(CheckSameRows({{"feed_entry", 20}}, 10, {{"feed_entry", 0}}, 3).ok());
}

TEST(Rows, GrowByWhatWasNotThereBefore) {
  EXPECT_THAT(Growth({{"document", 12}, {"new", 1}}, {{"document", 2}}),
              ElementsAre(Pair("document", 10), Pair("new", 1)));
}

TEST(Rows, AreCountedInADatabase) {
  const std::string path = ::testing::TempDir() + "/rows_test.db";
  std::filesystem::remove(path);
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  EXPECT_EQ(sqlite3_exec(database,
                         "CREATE TABLE a(x); CREATE TABLE b(x PRIMARY KEY) WITHOUT ROWID;"
                         "CREATE INDEX c ON a(x); INSERT INTO b VALUES(1), (2)",
                         nullptr, nullptr, nullptr),
            SQLITE_OK);
  const auto counts = CountRows(path);
  ASSERT_TRUE(counts.ok()) << counts.status();
  EXPECT_THAT(*counts, ElementsAre(Pair("a", 0), Pair("b", 2)));
  sqlite3_close(database);
}

TEST(Rows, OfADatabaseThatIsNotThereAreAnError) {
  EXPECT_FALSE(CountRows(::testing::TempDir() + "/no_such.db").ok());
}

}  // namespace
}  // namespace headwater::bench
