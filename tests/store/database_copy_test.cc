// Copies between databases of the store that the run is for, and between it and SQLite.
#include "hub/store/database_copy.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hub/store/copy_state.h"
#include "hub/store/table_hash.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr Sql kInsertStock{"test.insert_stock",
                           "INSERT INTO stock(item, place, quantity, note) VALUES($1, $2, $3, $4)"};
constexpr Sql kInsertPaper{"test.insert_paper",
                           "INSERT INTO paper(number, payload) VALUES($1, $2)"};

// A key of two columns with a text, NULLs and blobs; a key without an index of its own; a table
// without rows; and one that its step fills.
std::vector<Schema> Schemas() {
  return {{"inventory", {kStock}, {{1, kStockTable}}},
          {"exchange",
           {{"paper", Table::Kind::kFact, "number"}, {"blank", Table::Kind::kFact, "id"}},
           {{1,
             "CREATE TABLE paper(number INTEGER PRIMARY KEY, payload BLOB NOT NULL); "
             "CREATE TABLE blank(id BIGINT NOT NULL PRIMARY KEY) WITHOUT ROWID"}}},
          {"made",
           {{"made", Table::Kind::kFact, "id"}},
           {{1,
             "CREATE TABLE made(id BIGINT NOT NULL PRIMARY KEY) WITHOUT ROWID; "
             "INSERT INTO made VALUES(1); INSERT INTO made VALUES(2)"}}}};
}

constexpr int64_t kItems = 23;
constexpr int64_t kPapers = 17;

void Fill(Database& database) {
  const absl::Status migrated = Migrate(database, Schemas());
  ASSERT_TRUE(migrated.ok()) << migrated;
  const auto transaction = database.BeginWrite().value();
  for (int64_t i = 0; i < kItems; ++i) {
    // Places sort by their bytes on both stores: "B" before "a" before "\xc3\xa4".
    for (const char* place : {"a", "B", "\xc3\xa4", ""}) {
      const std::string note(static_cast<size_t>(i), static_cast<char>(i));
      ASSERT_TRUE(
          transaction
              ->Execute(kInsertStock, {i * 1'000'000'007, place,
                                       i % 3 == 0 ? std::optional<int64_t>() : std::optional(-i),
                                       i % 2 == 0 ? Value::Null() : Value::Blob(note)})
              .ok());
    }
  }
  for (int64_t i = 1; i <= kPapers; ++i) {
    const std::string payload(1000, static_cast<char>(i));
    ASSERT_TRUE(transaction->Execute(kInsertPaper, {i, Value::Blob(payload)}).ok());
  }
  ASSERT_TRUE(transaction->ExecuteText("DELETE FROM made WHERE id = 1").ok());
  ASSERT_TRUE(transaction->Commit().ok());
}

std::vector<std::string> Hashes(Database& database) {
  std::vector<std::string> hashes;
  const auto reader = database.BeginRead().value();
  for (const Schema& schema : Schemas()) {
    for (const Table& table : schema.tables) hashes.push_back(HashTable(*reader, table).value());
  }
  return hashes;
}

absl::Status CopyAll(Database& from, Database& to, const CopyOptions& options,
                     std::vector<CopiedTable>* tables = nullptr) {
  const auto source = from.BeginRead().value();
  auto copied = CopyDatabase(*source, to, Schemas(), options);
  if (copied.ok() && tables != nullptr) *tables = *std::move(copied);
  return copied.status();
}

enum class Way { kSame, kFromSqlite, kToSqlite };

std::unique_ptr<Database> Sqlite() { return OpenSqlite({.path = ":memory:"}).value(); }

class DatabaseCopy : public testing::TestWithParam<Way> {
 protected:
  void SetUp() override { Fill(*source_); }

  const std::unique_ptr<Database> source_ =
      GetParam() == Way::kFromSqlite ? Sqlite() : test::NewDatabase();
  const std::unique_ptr<Database> target_ =
      GetParam() == Way::kToSqlite ? Sqlite() : test::NewDatabase();
};

TEST_P(DatabaseCopy, HoldsEveryRowOfEveryTable) {
  std::vector<CopiedTable> tables;
  const absl::Status copied = CopyAll(*source_, *target_, {.mark = "m"}, &tables);
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_EQ(Hashes(*target_), Hashes(*source_));
  ASSERT_EQ(tables.size(), 4u);
  EXPECT_EQ(tables[0].name, "stock");
  EXPECT_EQ(tables[0].rows, 4 * kItems);
  EXPECT_EQ(tables[1].rows, kPapers);
  EXPECT_EQ(tables[2].rows, 0);
  // What the step of the target had put there is not kept.
  EXPECT_EQ(tables[3].rows, 1);
  for (const CopiedTable& table : tables) EXPECT_EQ(table.rows_before, 0);
  EXPECT_EQ(tables[0].hash, Hashes(*source_)[0]);
}

TEST_P(DatabaseCopy, IsADatabaseLikeAnyOtherOnceItIsFinished) {
  ASSERT_TRUE(CopyAll(*source_, *target_, {.mark = "m"}).ok());
  const absl::Status early = Migrate(*target_, Schemas());
  EXPECT_EQ(early.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(early.message()),
              AllOf(HasSubstr("not finished"), HasSubstr("headwater copy")));
  const absl::Status finished = FinishCopy(*target_);
  ASSERT_TRUE(finished.ok()) << finished;
  const absl::Status migrated = Migrate(*target_, Schemas());
  EXPECT_TRUE(migrated.ok()) << migrated;
  InsertAll(*target_, {77});
  EXPECT_EQ(Items(*target_).size(), static_cast<size_t>(4 * kItems + 1));
}

// Cut off after its first batch, its second, and so on, until nothing is left to do; the same
// batches as without any of it.
TEST_P(DatabaseCopy, GoesOnAfterEachOfItsBatches) {
  int batches = 0;
  CopyOptions whole{.mark = "m", .rows_max = 10};
  whole.progress = [&batches](std::string_view step, int64_t, int64_t) {
    batches += step == "copied rows" ? 1 : 0;
    return absl::OkStatus();
  };
  const auto at_once = test::NewDatabase();
  ASSERT_TRUE(CopyAll(*source_, *at_once, whole).ok());
  EXPECT_EQ(batches, 14);  // 10 of stock, 2 of paper, and one to end each of the others

  int cut = 0;
  int64_t done_last = -1;
  absl::Status status = absl::CancelledError("");
  std::vector<CopiedTable> tables;
  while (absl::IsCancelled(status)) {
    ASSERT_LE(cut, batches) << "it does not come to an end";
    CopyOptions options{.mark = "m", .rows_max = 10};
    options.progress = [&](std::string_view step, int64_t done, int64_t total) {
      if (step != "copied rows") return absl::OkStatus();
      EXPECT_GE(done, done_last);
      EXPECT_EQ(total, 4 * kItems + kPapers + 1);
      done_last = done;
      ++cut;
      return absl::CancelledError("cut off");
    };
    status = CopyAll(*source_, *target_, options, &tables);
    if (absl::IsCancelled(status)) {
      EXPECT_EQ(Migrate(*target_, Schemas()).code(), absl::StatusCode::kFailedPrecondition);
    }
  }
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(cut, batches);
  EXPECT_EQ(Hashes(*target_), Hashes(*source_));
  for (const CopiedTable& table : tables) EXPECT_EQ(table.rows_before, table.rows);
}

TEST_P(DatabaseCopy, ABatchIsBoundInBytesToo) {
  int batches = 0;
  CopyOptions options{.mark = "m", .bytes_max = 2000};
  options.progress = [&batches](std::string_view step, int64_t done, int64_t) {
    batches += step == "copied rows" && done > 4 * kItems ? 1 : 0;
    return absl::OkStatus();
  };
  ASSERT_TRUE(CopyAll(*source_, *target_, options).ok());
  EXPECT_GE(batches, kPapers / 2);
}

TEST_P(DatabaseCopy, TheRestOfAnotherSourceIsRefused) {
  CopyOptions options{.mark = "m", .rows_max = 10};
  options.progress = [](std::string_view, int64_t, int64_t) { return absl::CancelledError(""); };
  ASSERT_TRUE(absl::IsCancelled(CopyAll(*source_, *target_, options)));
  const absl::Status other = CopyAll(*source_, *target_, {.mark = "other"});
  EXPECT_EQ(other.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(other.message()),
              AllOf(HasSubstr("of another source"), HasSubstr("--anew")));
  Change(*source_, "DELETE FROM stock WHERE item < 5000000000");
  const absl::Status anew = CopyAll(*source_, *target_, {.mark = "other", .anew = true});
  ASSERT_TRUE(anew.ok()) << anew;
  EXPECT_EQ(Hashes(*target_), Hashes(*source_));
}

TEST_P(DatabaseCopy, ADatabaseThatHoldsAHubIsLeftAsItIs) {
  Fill(*target_);
  Change(*target_, "UPDATE stock SET quantity = 5");
  const std::vector<std::string> before = Hashes(*target_);
  for (const bool anew : {false, true}) {
    const absl::Status copied = CopyAll(*source_, *target_, {.mark = "m", .anew = anew});
    EXPECT_EQ(copied.code(), absl::StatusCode::kFailedPrecondition);
    EXPECT_THAT(std::string(copied.message()), HasSubstr("name an empty one"));
  }
  EXPECT_EQ(Hashes(*target_), before);
  EXPECT_TRUE(Migrate(*target_, Schemas()).ok());
}

TEST_P(DatabaseCopy, TablesOfAnotherProgramAreLeftAsTheyAre) {
  Change(*target_, "CREATE TABLE stock(id BIGINT); INSERT INTO stock VALUES(1)");
  const absl::Status copied = CopyAll(*source_, *target_, {.mark = "m"});
  EXPECT_EQ(copied.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(copied.message()), HasSubstr("tables of another program"));
  const auto reader = target_->BeginRead().value();
  ASSERT_TRUE(reader
                  ->QueryText("SELECT id FROM stock", {},
                              [](const Row& row) {
                                EXPECT_EQ(row.integer(0), 1);
                                return absl::OkStatus();
                              })
                  .ok());
}

TEST_P(DatabaseCopy, ADifferenceIsNamed) {
  CopyOptions options{.mark = "m"};
  bool altered = false;
  options.progress = [&](std::string_view step, int64_t, int64_t) {
    if (step == "copied rows" && !altered) {
      Change(*target_, "UPDATE stock SET quantity = 5 WHERE item = 0 AND place = 'a'");
      altered = true;
    }
    return absl::OkStatus();
  };
  const absl::Status copied = CopyAll(*source_, *target_, options);
  EXPECT_EQ(copied.code(), absl::StatusCode::kDataLoss);
  EXPECT_THAT(std::string(copied.message()),
              AllOf(HasSubstr("1 rows differ"), HasSubstr("stock (0, \"a\")"),
                    HasSubstr("column quantity is 5, expected NULL")));
}

// A snapshot: what is written to the source meanwhile is not in it.
TEST_P(DatabaseCopy, IsOfOneMomentOfItsSource) {
  const std::vector<std::string> before = Hashes(*source_);
  CopyOptions options{.mark = "m", .rows_max = 10};
  int64_t item = 50;
  options.progress = [&](std::string_view, int64_t, int64_t) {
    InsertAll(*source_, {item++});
    return absl::OkStatus();
  };
  const absl::Status copied = CopyAll(*source_, *target_, options);
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_EQ(Hashes(*target_), before);
  EXPECT_NE(Hashes(*source_), before);
}

// Before its first row it is nobody's: neither a hub's nor in the way of the next copy.
TEST_P(DatabaseCopy, GoesOnWhereItWasCutOffInItsFirstSteps) {
  ASSERT_TRUE(Migrate(*target_, {CopySchema()}).ok());
  EXPECT_EQ(Migrate(*target_, Schemas()).code(), absl::StatusCode::kFailedPrecondition);
  const std::vector<Schema> some = {CopySchema(), Schemas()[0]};
  ASSERT_TRUE(Migrate(*target_, some).ok());
  const absl::Status copied = CopyAll(*source_, *target_, {.mark = "m"});
  ASSERT_TRUE(copied.ok()) << copied;
  EXPECT_EQ(Hashes(*target_), Hashes(*source_));
}

INSTANTIATE_TEST_SUITE_P(Stores, DatabaseCopy,
                         testing::Values(Way::kSame, Way::kFromSqlite, Way::kToSqlite),
                         [](const testing::TestParamInfo<Way>& way) {
                           switch (way.param) {
                             case Way::kSame:
                               return "Same";
                             case Way::kFromSqlite:
                               return "FromSqlite";
                             case Way::kToSqlite:
                               return "ToSqlite";
                           }
                           return "";
                         });

}  // namespace
}  // namespace headwater::store
