#include "hub/store/schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr Migration kA1{1, "CREATE TABLE a(id BIGINT PRIMARY KEY); INSERT INTO a VALUES(1)"};
constexpr Migration kA2{2, "INSERT INTO a VALUES(2)"};
constexpr Migration kB1{1, "CREATE TABLE b(id BIGINT PRIMARY KEY); INSERT INTO b SELECT id FROM a"};

std::vector<int64_t> Ids(Database& database, std::string_view text) {
  std::vector<int64_t> ids;
  auto reader = database.BeginRead();
  const absl::Status status = (*reader)->QueryText(text, {}, [&](const Row& row) {
    ids.push_back(row.integer(0));
    return absl::OkStatus();
  });
  EXPECT_TRUE(status.ok()) << status;
  return ids;
}

bool Exists(Database& database, const std::string& table) {
  auto reader = database.BeginRead();
  return (*reader)
      ->QueryText("SELECT count(*) FROM " + table, {}, [](const Row&) { return absl::OkStatus(); })
      .ok();
}

class SchemaTest : public testing::Test {
 protected:
  absl::Status Run(const std::vector<Schema>& schemas) { return Migrate(*database_, schemas); }
  std::unique_ptr<Database> database_ = test::NewDatabase();
};

TEST_F(SchemaTest, StepsRunOnceAndInOrder) {
  ASSERT_TRUE(Run({{"a", {}, {kA1}}, {"b", {}, {kB1}}}).ok());
  ASSERT_TRUE(Run({{"a", {}, {kA1}}, {"b", {}, {kB1}}}).ok());
  EXPECT_THAT(Ids(*database_, "SELECT id FROM a"), ElementsAre(1));
  EXPECT_THAT(Ids(*database_, "SELECT id FROM b"), ElementsAre(1));

  ASSERT_TRUE(Run({{"a", {}, {kA1, kA2}}, {"b", {}, {kB1}}}).ok());
  EXPECT_THAT(Ids(*database_, "SELECT id FROM a ORDER BY id"), ElementsAre(1, 2));
  EXPECT_THAT(Ids(*database_, "SELECT number FROM schema_step ORDER BY room, number"),
              ElementsAre(1, 2, 1));
}

// As a release does that comes after one that is in use.
TEST_F(SchemaTest, AStepThatAddsAColumnAndAnIndexKeepsTheRows) {
  const Migration wider{2,
                        "ALTER TABLE stock ADD COLUMN unit TEXT NOT NULL DEFAULT 'PCE'; "
                        "CREATE INDEX stock_by_unit ON stock(unit, item); "
                        "UPDATE stock SET quantity = 2 * quantity"};
  const std::vector<Schema> first = {{"inventory", {kStock}, {{1, kStockTable}}}};
  const std::vector<Schema> second = {{"inventory", {kStock}, {{1, kStockTable}, wider}},
                                      {"b", {}, {{1, "CREATE TABLE b(id BIGINT PRIMARY KEY)"}}}};
  ASSERT_TRUE(Run(first).ok());
  InsertAll(*database_, {1, 2, 3});
  for (int i = 0; i < 2; ++i) {
    const absl::Status migrated = Run(second);
    ASSERT_TRUE(migrated.ok()) << migrated;
    EXPECT_THAT(Ids(*database_, "SELECT quantity FROM stock WHERE unit = 'PCE' ORDER BY item"),
                ElementsAre(2, 2, 2));
  }
  Change(*database_, "INSERT INTO stock(item, place, unit) VALUES(4, 'A', 'KGM')");
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2, 3, 4));
  EXPECT_TRUE(Exists(*database_, "b"));
  // The release before it sees that it is too old, and leaves it alone.
  EXPECT_EQ(Run(first).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Ids(*database_, "SELECT count(*) FROM schema_step"), ElementsAre(3));
}

TEST_F(SchemaTest, RefusesADatabaseThatIsNewer) {
  ASSERT_TRUE(Run({{"a", {}, {kA1, kA2}}}).ok());
  const absl::Status status = Run({{"a", {}, {kA1}}, {"b", {}, {kB1}}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("a tables are at version 2"), HasSubstr("upgrade the program")));
  EXPECT_THAT(Ids(*database_, "SELECT count(*) FROM schema_step"), ElementsAre(2));
}

TEST_F(SchemaTest, RefusesADatabaseMadeByAnotherTextOfAStep) {
  ASSERT_TRUE(Run({{"a", {}, {kA1, kA2}}}).ok());
  const Migration changed{1, "CREATE TABLE a(id BIGINT PRIMARY KEY, name TEXT)"};
  for (const std::vector<Migration>& steps :
       {std::vector{changed, kA2}, std::vector{changed, kA2, Migration{3, "SELECT 1"}}}) {
    const absl::Status status = Run({{"a", {}, steps}});
    EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(status.message()),
                AllOf(HasSubstr("made by another build: its a tables, step 1"),
                      HasSubstr("or a new database")));
  }
  EXPECT_TRUE(Run({{"a", {}, {kA1, kA2}}}).ok());
}

TEST_F(SchemaTest, SaysWhatToDoWithTablesOfSomebodyElse) {
  {
    auto transaction = database_->BeginWrite();
    ASSERT_TRUE((*transaction)->ExecuteText("CREATE TABLE a(id BIGINT)").ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  const absl::Status status = Run({{"a", {}, {kA1}}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()),
              AllOf(HasSubstr("tables of another program"), HasSubstr("name a new one")));
}

TEST_F(SchemaTest, RefusesADatabaseFromBeforeTheFirstReleaseAndLeavesItAlone) {
  {
    auto transaction = database_->BeginWrite();
    ASSERT_TRUE((*transaction)
                    ->ExecuteText("CREATE TABLE schema_version(room TEXT, number BIGINT); "
                                  "CREATE TABLE a(id BIGINT)")
                    .ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  const absl::Status status = Run({{"a", {}, {kA1}}});
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(status.message()), HasSubstr("made by another build"));
  EXPECT_FALSE(Exists(*database_, "schema_step"));
}

TEST_F(SchemaTest, RefusesARoomThatItDoesNotKnow) {
  ASSERT_TRUE(Run({{"a", {}, {kA1}}, {"b", {}, {kB1}}}).ok());
  EXPECT_EQ(Run({{"a", {}, {kA1}}}).code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(SchemaTest, AStepThatFailsLeavesNothingBehindAndIsNamed) {
  const Migration broken{2, "CREATE TABLE half(id BIGINT); INSERT INTO nowhere VALUES(1)"};
  const absl::Status status = Run({{"a", {}, {kA1, broken}}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(status.message()), HasSubstr("schema a, step 2"));
  EXPECT_THAT(Ids(*database_, "SELECT number FROM schema_step"), ElementsAre(1));
  EXPECT_FALSE(Exists(*database_, "half"));
  EXPECT_TRUE(Run({{"a", {}, {kA1, kA2}}}).ok());
}

TEST_F(SchemaTest, StepsAreNumberedWithoutGaps) {
  EXPECT_EQ(Run({{"a", {}, {{2, "SELECT 1"}}}}).code(), absl::StatusCode::kInternal);
  EXPECT_EQ(Run({{"a", {}, {kA1, {3, "SELECT 1"}}}}).code(), absl::StatusCode::kInternal);
}

TEST(Schema, AReadOnlyDatabaseThatIsCurrentIsFine) {
  const TestFolder folder;
  const std::string path = folder.File("hub.db");
  const std::vector<Schema> now = {{"a", {}, {kA1}}};
  const std::vector<Schema> later = {{"a", {}, {kA1, kA2}}};
  ASSERT_TRUE(Migrate(*test::OpenDatabaseAt(path).value(), now).ok());
  const auto database = test::OpenDatabaseAt(path, /*read_only=*/true).value();
  EXPECT_TRUE(Migrate(*database, now).ok());
  EXPECT_EQ(Migrate(*database, later).code(), absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace headwater::store
