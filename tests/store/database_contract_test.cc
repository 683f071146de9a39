// What every driver owes to the rooms. A driver is added at the end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <thread>

#include "absl/synchronization/notification.h"
#include "hub/store/database.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Driver {
  const char* name;
  std::function<std::unique_ptr<Database>(const TestFolder&)> make;
};

void PrintTo(const Driver& driver, std::ostream* out) { *out << driver.name; }

class DatabaseContract : public testing::TestWithParam<Driver> {
 protected:
  TestFolder folder_;
  std::unique_ptr<Database> database_ = GetParam().make(folder_);
};

constexpr Sql kEverything{"test.everything", "SELECT $2, $1, $2, $3, $4, $5"};
constexpr Sql kInsertNote{"test.insert_note",
                          "INSERT INTO stock(item, place, quantity, note) VALUES($1, $2, $3, $4)"};
constexpr Sql kAll{"test.all", "SELECT item, place, quantity, note FROM stock ORDER BY item"};

absl::Status Ignore(const Row&) { return absl::OkStatus(); }

TEST_P(DatabaseContract, EveryTypeComesBackAsItWas) {
  const std::string text("caf\xc3\xa9");
  const std::string blob("\0\xff\0 bytes", 9);
  {
    auto transaction = database_->BeginWrite();
    ASSERT_TRUE(transaction.ok());
    EXPECT_EQ((*transaction)->Execute(kInsertNote, {1, text, INT64_MIN, Value::Blob(blob)}).value(),
              1);
    EXPECT_TRUE((*transaction)->Execute(kInsertNote, {2, "", INT64_MAX, Value::Blob({})}).ok());
    EXPECT_TRUE((*transaction)->Execute(kInsertNote, {3, "x", std::nullopt, Value::Null()}).ok());
    ASSERT_TRUE((*transaction)->Commit().ok());
  }
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  int rows = 0;
  ASSERT_TRUE((*reader)
                  ->Query(kAll, {},
                          [&](const Row& row) {
                            EXPECT_EQ(row.column_count(), 4);
                            EXPECT_EQ(row.column_name(1), "place");
                            EXPECT_EQ(row.integer(0), ++rows);
                            if (rows == 1) {
                              EXPECT_EQ(row.text(1), text);
                              EXPECT_EQ(row.integer(2), INT64_MIN);
                              EXPECT_EQ(row.blob(3), blob);
                              EXPECT_EQ(row.type(3), Value::Type::kBlob);
                            } else if (rows == 2) {
                              EXPECT_EQ(row.text(1), "");
                              EXPECT_EQ(row.optional_integer(2), INT64_MAX);
                              EXPECT_FALSE(row.is_null(3));
                              EXPECT_EQ(row.blob(3), "");
                            } else {
                              EXPECT_TRUE(row.is_null(2));
                              EXPECT_EQ(row.optional_integer(2), std::nullopt);
                              EXPECT_EQ(row.type(3), Value::Type::kNull);
                            }
                            return absl::OkStatus();
                          })
                  .ok());
  EXPECT_EQ(rows, 3);
}

TEST_P(DatabaseContract, AServerHasOtherWritersAndAFileHasNone) {
  EXPECT_EQ(database_->has_other_writers(), test::StoreIsPostgres());
}

TEST_P(DatabaseContract, AWrongColumnOrTypeAborts) {
  InsertAll(*database_, {1});
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  const auto read = [&](auto get) { return (*reader)->Query(kAll, {}, get); };
  // Prepared before the children that die, which would do it behind this process's back.
  ASSERT_TRUE(read(Ignore).ok());
  EXPECT_DEATH((void)read([](const Row& row) {
                 (void)row.text(0);
                 return absl::OkStatus();
               }),
               "test.all, column 0 is not text");
  EXPECT_DEATH((void)read([](const Row& row) {
                 (void)row.integer(4);
                 return absl::OkStatus();
               }),
               "has 4 columns, none is number 4");
}

TEST_P(DatabaseContract, AReaderKeepsItsSnapshot) {
  InsertAll(*database_, {1});
  auto before = database_->BeginRead();
  ASSERT_TRUE(before.ok());
  EXPECT_THAT(Items(**before), ElementsAre(1));
  InsertAll(*database_, {2});
  EXPECT_THAT(Items(**before), ElementsAre(1));
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
  before->reset();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
}

TEST_P(DatabaseContract, ReadersSeeNothingUncommitted) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  EXPECT_THAT(Items(**transaction), ElementsAre(1));
  EXPECT_THAT(Items(*database_), IsEmpty());
  transaction->reset();
  EXPECT_THAT(Items(*database_), IsEmpty());
}

TEST_P(DatabaseContract, ManyReadersLiveAtOnce) {
  InsertAll(*database_, {1});
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 20; ++i) {
    auto reader = database_->BeginRead();
    ASSERT_TRUE(reader.ok()) << reader.status();
    readers.push_back(*std::move(reader));
  }
  for (const auto& reader : readers) EXPECT_THAT(Items(*reader), ElementsAre(1));
}

TEST_P(DatabaseContract, AReaderCannotWrite) {
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  EXPECT_FALSE((*reader)->Query(kInsert, {1, "A", 1}, Ignore).ok());
  EXPECT_FALSE((*reader)->QueryText("DELETE FROM stock", {}, Ignore).ok());
}

TEST_P(DatabaseContract, ASavepointUndoesItsOwnWorkAlone) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  ASSERT_TRUE((*transaction)->Release().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 2).ok());
  EXPECT_EQ(InsertNow(**transaction, 1).code(), absl::StatusCode::kAlreadyExists);
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 3).ok());
  ASSERT_TRUE((*transaction)->Release().ok());
  ASSERT_TRUE((*transaction)->Commit().ok());
  EXPECT_THAT(Items(*database_), ElementsAre(1, 3));
}

TEST_P(DatabaseContract, AnInsertThatIsPutOffFailsByTheReleaseAtTheLatest) {
  InsertAll(*database_, {1});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  for (const int64_t item : {2, 3}) {
    ASSERT_TRUE((*transaction)->Savepoint().ok());
    absl::Status status = Insert(**transaction, item);
    if (status.ok()) status = Insert(**transaction, 1);
    if (status.ok()) status = Insert(**transaction, item + 10);
    if (status.ok()) status = (*transaction)->Release();
    EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
    EXPECT_THAT(std::string(status.message()), HasSubstr("test.insert"));
    ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  }
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 4).ok());
  ASSERT_TRUE((*transaction)->Release().ok());
  ASSERT_TRUE((*transaction)->Commit().ok());
  EXPECT_THAT(Items(*database_), ElementsAre(1, 4));
}

TEST_P(DatabaseContract, AnUndoneSavepointTakesWhatWasPutOffWithIt) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 2).ok());
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(InsertNow(**transaction, 3).ok());
  ASSERT_TRUE(Insert(**transaction, 4).ok());
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 5).ok());
  ASSERT_TRUE((*transaction)->Commit().ok());
  EXPECT_THAT(Items(*database_), ElementsAre(1, 5));
}

TEST_P(DatabaseContract, ManyRowsOfAnInsertAreInOrderAndWhole) {
  // Past what a driver may gather, with every kind of value, and other writes between.
  constexpr int64_t kRows = 2500;
  const std::string blob("\0\xff", 2);
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  for (int64_t item = 1; item <= kRows; ++item) {
    const Value quantity = item % 3 == 0 ? Value::Null() : Value(item);
    const Value note = item % 5 == 0 ? Value::Null() : Value::Blob(item % 2 == 0 ? blob : "");
    ASSERT_TRUE(
        (*transaction)
            ->Execute(kInsertNote, {item, item % 7 == 0 ? "" : "caf\xc3\xa9", quantity, note})
            .ok());
    if (item % 1000 == 0) {
      EXPECT_EQ((*transaction)->Execute(kUpdate, {-item, item}).value(), 1);
    }
  }
  ASSERT_TRUE((*transaction)->Commit().ok());
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  int64_t item = 0;
  ASSERT_TRUE((*reader)
                  ->Query(kAll, {},
                          [&](const Row& row) {
                            ++item;
                            EXPECT_EQ(row.integer(0), item);
                            EXPECT_EQ(row.text(1), item % 7 == 0 ? "" : "caf\xc3\xa9");
                            std::optional<int64_t> quantity;
                            if (item % 3 != 0) quantity = item;
                            if (item % 1000 == 0) quantity = -item;
                            EXPECT_EQ(row.optional_integer(2), quantity);
                            EXPECT_EQ(row.is_null(3), item % 5 == 0);
                            if (item % 5 != 0) {
                              EXPECT_EQ(row.blob(3), item % 2 == 0 ? blob : "");
                            }
                            return absl::OkStatus();
                          })
                  .ok());
  EXPECT_EQ(item, kRows);
}

TEST_P(DatabaseContract, ATransactionEndsWithItsCommit) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE((*transaction)->Commit().ok());
  EXPECT_EQ(Insert(**transaction, 1).code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ((*transaction)->Commit().code(), absl::StatusCode::kFailedPrecondition);
  transaction->reset();
  EXPECT_THAT(Items(*database_), IsEmpty());
}

TEST_P(DatabaseContract, ConstraintsAreNamed) {
  InsertAll(*database_, {1});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  // After an error the next statement comes after its undo (PostgreSQL wants it so).
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  const absl::Status taken = InsertNow(**transaction, 1);
  EXPECT_EQ(taken.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_THAT(std::string(taken.message()), HasSubstr("test.insert"));
  ASSERT_TRUE((*transaction)->RollbackToSavepoint().ok());
  const absl::Status broken = InsertNow(**transaction, 2, 666);
  EXPECT_EQ(broken.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(broken.message()), HasSubstr("test.insert"));
}

TEST_P(DatabaseContract, ExecuteCountsTheRowsItChanged) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  for (const int64_t item : {1, 2, 3}) ASSERT_TRUE(Insert(**transaction, item).ok());
  static constexpr Sql kUpdateAll{"test.update_all", "UPDATE stock SET quantity = $1"};
  EXPECT_EQ((*transaction)->Execute(kUpdateAll, {5}).value(), 3);
  EXPECT_EQ((*transaction)->Execute(kUpdate, {5, 4}).value(), 0);
  EXPECT_EQ((*transaction)->Execute(kUpdate, {6, 1}).value(), 1);
}

TEST_P(DatabaseContract, ReturningRowsOfAWrite) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 1, 10).ok());
  static constexpr Sql kTake{"test.take",
                             "UPDATE stock SET quantity = quantity + $2 WHERE item = $1 "
                             "RETURNING quantity"};
  int64_t quantity = 0;
  const auto found =
      (*transaction)->QueryOne(kTake, {1, 5}, [&](const Row& row) { quantity = row.integer(0); });
  EXPECT_TRUE(found.value());
  EXPECT_EQ(quantity, 15);
}

TEST_P(DatabaseContract, QueryOneFindsOneOrNone) {
  InsertAll(*database_, {1, 2});
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  int calls = 0;
  const auto count = [&calls](const Row&) { ++calls; };
  EXPECT_TRUE((*reader)->QueryOne(kQuantity, {1}, count).value());
  EXPECT_FALSE((*reader)->QueryOne(kQuantity, {9}, count).value());
  EXPECT_EQ(calls, 1);
  const auto two = (*reader)->QueryOne(kItems, {}, count);
  EXPECT_EQ(two.status().code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(two.status().message()), HasSubstr("test.items"));
}

TEST_P(DatabaseContract, AnErrorFromARowEndsTheQuery) {
  InsertAll(*database_, {1, 2, 3});
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  int rows = 0;
  const absl::Status status = (*reader)->Query(kItems, {}, [&rows](const Row&) {
    return ++rows == 2 ? absl::CancelledError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(status, absl::CancelledError("enough"));
  EXPECT_EQ(rows, 2);
  EXPECT_THAT(Items(**reader), ElementsAre(1, 2, 3));
}

TEST_P(DatabaseContract, AnotherStatementMayRunInsideTheRows) {
  InsertAll(*database_, {1, 2, 3});
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  int64_t sum = 0;
  ASSERT_TRUE((*reader)
                  ->Query(kItems, {},
                          [&](const Row& row) {
                            return (*reader)
                                ->QueryOne(kQuantity, {row.integer(0)},
                                           [&](const Row& one) { sum += one.integer(0); })
                                .status();
                          })
                  .ok());
  EXPECT_EQ(sum, 3);
  EXPECT_DEATH((void)(*reader)->Query(
                   kItems, {}, [&](const Row&) { return (*reader)->Query(kItems, {}, Ignore); }),
               "test.items is run inside its own rows");
}

TEST_P(DatabaseContract, ParametersInAnyOrderAndMoreThanOnce) {
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  const auto found =
      (*reader)->QueryOne(kEverything, {1, "two", true, Value::Null(), 5}, [](const Row& row) {
        EXPECT_EQ(row.text(0), "two");
        EXPECT_EQ(row.integer(1), 1);
        EXPECT_EQ(row.text(2), "two");
        EXPECT_EQ(row.integer(3), 1);
        EXPECT_TRUE(row.is_null(4));
        EXPECT_EQ(row.integer(5), 5);
      });
  EXPECT_TRUE(found.ok()) << found.status();
}

TEST_P(DatabaseContract, FaultyStatementsAreNamed) {
  auto reader = database_->BeginRead();
  ASSERT_TRUE(reader.ok());
  static constexpr Sql kSyntax{"test.syntax", "SELEC 1"};
  static constexpr Sql kGap{"test.gap", "SELECT $1, $3"};
  static constexpr Sql kTwo{"test.two", "SELECT 1; SELECT 2"};
  static constexpr Sql kEmpty{"test.empty", "  "};
  for (const Sql* sql : {&kSyntax, &kGap, &kTwo, &kEmpty}) {
    reader = database_->BeginRead();
    ASSERT_TRUE(reader.ok());
    const absl::Status status = (*reader)->Query(*sql, {}, Ignore);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << sql->name;
    EXPECT_THAT(std::string(status.message()), HasSubstr(std::string(sql->name)));
  }
  const absl::Status few = (*reader)->Query(kQuantity, {}, Ignore);
  EXPECT_EQ(few.code(), absl::StatusCode::kInternal);
  EXPECT_THAT(std::string(few.message()), HasSubstr("takes 1 parameters, 0 were given"));
  EXPECT_FALSE((*reader)->Query(kQuantity, {1, 2}, Ignore).ok());
}

TEST_P(DatabaseContract, SqlOnTheStackIsAProgrammersError) {
  auto reader = database_->BeginRead();
  Sql sql{"test.first", "SELECT 1"};
  ASSERT_TRUE((*reader)->Query(sql, {}, Ignore).ok());
  sql = {"test.second", "SELECT 2"};
  EXPECT_DEATH((void)(*reader)->Query(sql, {}, Ignore), "an Sql must be static");
}

TEST_P(DatabaseContract, TheNextTransactionWaitsForTheOneBefore) {
  auto first = database_->BeginWrite();
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(Insert(**first, 1).ok());
  absl::Notification begun;
  std::thread other([&] {
    auto second = database_->BeginWrite();
    ASSERT_TRUE(second.ok());
    begun.Notify();
    EXPECT_THAT(Items(**second), ElementsAre(1));
  });
  EXPECT_FALSE(begun.HasBeenNotified());
  ASSERT_TRUE((*first)->Commit().ok());
  first->reset();
  other.join();
  EXPECT_TRUE(begun.HasBeenNotified());
}

TEST_P(DatabaseContract, ReadersOnManyThreadsWhileOneWrites) {
  std::vector<std::thread> threads;
  absl::Notification written;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      size_t seen = 0;
      do {
        const size_t now = Items(*database_).size();
        EXPECT_GE(now, seen);
        EXPECT_EQ(now % 2, 0u);
        seen = now;
      } while (!written.HasBeenNotified());
    });
  }
  for (int64_t item = 0; item < 100; item += 2) InsertAll(*database_, {item, item + 1});
  written.Notify();
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Items(*database_).size(), 100u);
}

TEST_P(DatabaseContract, ASoundDatabaseHasNoFindings) {
  InsertAll(*database_, {1, 2, 3});
  EXPECT_TRUE(database_->CheckIntegrity([](std::string_view text) { FAIL() << text; }).ok());
}

INSTANTIATE_TEST_SUITE_P(Drivers, DatabaseContract,
                         testing::Values(Driver{"new",
                                                [](const TestFolder&) { return MakeStock(); }},
                                         Driver{"named",
                                                [](const TestFolder& folder) {
                                                  return MakeStock(folder.File("hub.db"));
                                                }}),
                         [](const auto& driver) { return driver.param.name; });

}  // namespace
}  // namespace headwater::store
