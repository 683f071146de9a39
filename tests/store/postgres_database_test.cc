// What PostgreSQL has that the contract of all drivers does not: several processes on one
// database, and a server that goes away. These need a server, and run on PostgreSQL alone.
#include "hub/store/postgres_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "hub/store/postgres_connection.h"
#include "hub/store/trusting_transaction.h"
#include "store/fixtures.h"

namespace headwater::store {
namespace {

using absl::StatusCode;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class PostgresDatabase : public testing::Test {
 protected:
  absl::StatusOr<std::unique_ptr<Database>> Open(const std::string& url) {
    return OpenPostgres({.url = url,
                         .readers_max = 3,
                         .reader_patience = absl::Milliseconds(1),
                         .durability = Durability::kScratch});
  }
  // Another hub's.
  std::unique_ptr<Database> Other() { return Open(url_).value(); }

  TestFolder folder_;
  const std::string url_ = test::StoreUrlOf(folder_.File("hub.db"));
  const std::unique_ptr<Database> database_ = MakeStock(folder_.File("hub.db"));
};

// As a restart of the server, or a cut by an administrator, is seen by a hub.
void CutAllOthers(Database& database) {
  const auto reader = database.BeginRead().value();
  ASSERT_TRUE(
      reader
          ->QueryText("SELECT count(pg_terminate_backend(pid, 10000)) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()",
                      {}, [](const Row&) { return absl::OkStatus(); })
          .ok());
}

TEST_F(PostgresDatabase, OneWriterAmongAllProcesses) {
  const auto other = Other();
  auto first = database_->BeginWrite();
  ASSERT_TRUE(first.ok()) << first.status();
  ASSERT_TRUE(Insert(**first, 1).ok());
  absl::Notification begun;
  std::thread thread([&] {
    auto second = other->BeginWrite();
    ASSERT_TRUE(second.ok()) << second.status();
    begun.Notify();
    // The lock was got before the first look.
    EXPECT_THAT(Items(**second), ElementsAre(1));
    ASSERT_TRUE(Insert(**second, 2).ok());
    ASSERT_TRUE((*second)->Commit().ok());
  });
  EXPECT_FALSE(begun.HasBeenNotified());
  ASSERT_TRUE((*first)->Commit().ok());
  first->reset();
  thread.join();
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
}

TEST_F(PostgresDatabase, AWriterThatWaitsInVainIsToldWhoWrites) {
  const auto impatient = OpenPostgres({.url = url_,
                                       .writer_patience = absl::Milliseconds(10),
                                       .durability = Durability::kScratch})
                             .value();
  auto transaction = database_->BeginWrite().value();
  // On a connection that it has, and on a new one.
  for (int i = 0; i < 2; ++i) {
    const absl::Status refused = impatient->BeginWrite().status();
    EXPECT_EQ(refused.code(), StatusCode::kUnavailable);
    EXPECT_THAT(std::string(refused.message()),
                AllOf(HasSubstr("a rebuild is at work"), HasSubstr("UTC for the same machine")));
    if (i == 0) {
      // Not the one that writes.
      ASSERT_TRUE(transaction
                      ->QueryText("SELECT count(pg_terminate_backend(pid, 10000)) FROM "
                                  "pg_stat_activity WHERE datname = current_database() AND "
                                  "pid <> pg_backend_pid()",
                                  {}, [](const Row&) { return absl::OkStatus(); })
                      .ok());
    }
  }
  transaction = nullptr;
  EXPECT_TRUE(impatient->BeginWrite().ok());
}

TEST_F(PostgresDatabase, WhatAnotherProcessWroteIsSeenByTheNextTransaction) {
  static constexpr Sql kLookUp{"test.look_up", "SELECT quantity FROM stock WHERE item = $1",
                               "stock"};
  const auto quantity = [](Transaction& transaction) {
    int64_t found = -1;
    EXPECT_TRUE(
        transaction.QueryOne(kLookUp, {1}, [&found](const Row& row) { found = row.integer(0); })
            .ok());
    return found;
  };
  InsertAll(*database_, {1});
  EXPECT_EQ(quantity(**database_->BeginWrite()), 1);
  Change(*Other(), "UPDATE stock SET quantity = 7 WHERE item = 1");
  EXPECT_EQ(quantity(**database_->BeginWrite()), 7);
}

TEST_F(PostgresDatabase, ALostConnectionLosesTheWholeTransactionAndTheNextConnectsAnew) {
  InsertAll(*database_, {1});
  const auto other = Other();
  {
    auto transaction = database_->BeginWrite();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(Insert(**transaction, 2).ok());
    CutAllOthers(*other);
    EXPECT_EQ(InsertNow(**transaction, 3).code(), StatusCode::kAborted);
    EXPECT_EQ((*transaction)->Commit().code(), StatusCode::kAborted);
  }
  EXPECT_THAT(Items(*database_), ElementsAre(1));
  InsertAll(*database_, {4});
  EXPECT_THAT(Items(*database_), ElementsAre(1, 4));
}

TEST_F(PostgresDatabase, ConnectionsCutWhileIdleAreReplacedUnseen) {
  InsertAll(*database_, {1});
  EXPECT_THAT(Items(*database_), ElementsAre(1));
  CutAllOthers(*Other());
  EXPECT_THAT(Items(*database_), ElementsAre(1));
  InsertAll(*database_, {2});
  EXPECT_THAT(Items(*database_), ElementsAre(1, 2));
}

TEST_F(PostgresDatabase, AReaderThatLosesItsConnectionIsToldToAskAgain) {
  InsertAll(*database_, {1});
  {
    const auto reader = database_->BeginRead().value();
    EXPECT_THAT(Items(*reader), ElementsAre(1));
    CutAllOthers(*Other());
    for (int i = 0; i < 2; ++i) {
      EXPECT_EQ(reader->Query(kItems, {}, [](const Row&) { return absl::OkStatus(); }).code(),
                StatusCode::kUnavailable);
    }
  }
  EXPECT_THAT(Items(*database_), ElementsAre(1));
}

TEST_F(PostgresDatabase, AConnectionLostAtTheCommitIsAnError) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  CutAllOthers(*Other());
  EXPECT_EQ((*transaction)->Commit().code(), StatusCode::kUnknown);
  transaction->reset();
  EXPECT_THAT(Items(*database_), IsEmpty());
}

TEST_F(PostgresDatabase, ACommitAfterAnErrorThatWasNotUndoneIsAnError) {
  InsertAll(*database_, {1});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(Insert(**transaction, 2).ok());
  ASSERT_EQ(InsertNow(**transaction, 1).code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(InsertNow(**transaction, 3).code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ((*transaction)->Commit().code(), StatusCode::kFailedPrecondition);
  transaction->reset();
  EXPECT_THAT(Items(*database_), ElementsAre(1));
}

TEST_F(PostgresDatabase, ACommitAfterAnInsertThatFailsIsItsError) {
  InsertAll(*database_, {1});
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  for (const int64_t item : {2, 1, 3}) ASSERT_TRUE(Insert(**transaction, item).ok());
  EXPECT_EQ((*transaction)->Commit().code(), StatusCode::kAlreadyExists);
  transaction->reset();
  EXPECT_THAT(Items(*database_), ElementsAre(1));
}

TEST_F(PostgresDatabase, AConnectionLostBeforeTheReleaseLosesWhatWasPutOff) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  CutAllOthers(*Other());
  EXPECT_EQ((*transaction)->Release().code(), StatusCode::kAborted);
  EXPECT_EQ((*transaction)->RollbackToSavepoint().code(), StatusCode::kAborted);
  transaction->reset();
  InsertAll(*database_, {2});
  EXPECT_THAT(Items(*database_), ElementsAre(2));
}

// The COMMIT goes with the last writes. Whoever waits is told so, and the hub goes on.
TEST_F(PostgresDatabase, AConnectionLostWithTheLastWritesIsUnknown) {
  auto transaction = database_->BeginWrite();
  ASSERT_TRUE(transaction.ok());
  AsTrusting(**transaction)->TrustReleases();
  ASSERT_TRUE((*transaction)->Savepoint().ok());
  ASSERT_TRUE(Insert(**transaction, 1).ok());
  ASSERT_TRUE((*transaction)->Release().ok());
  CutAllOthers(*Other());
  EXPECT_EQ((*transaction)->Commit().code(), StatusCode::kUnknown);
  transaction->reset();
  InsertAll(*database_, {2});
  EXPECT_THAT(Items(*database_), ElementsAre(2));
}

TEST_F(PostgresDatabase, HubsThatTakeTurnsSeeWhatTheOtherWrote) {
  static constexpr Sql kLookUp{"test.look_up_in_turn", "SELECT quantity FROM stock WHERE item = $1",
                               "stock"};
  const auto look = [](Database& database) {
    auto transaction = database.BeginWrite().value();
    int64_t found = -1;
    EXPECT_TRUE(
        transaction->QueryOne(kLookUp, {1}, [&found](const Row& row) { found = row.integer(0); })
            .ok());
    return found;
  };
  const auto other = Other();
  InsertAll(*database_, {1});
  EXPECT_EQ(look(*database_), 1);
  // Whoever changes the table without taking a number is not noticed: the answer was kept.
  const auto by_hand = PostgresConnection::Open(url_, PostgresConnection::Role::kWriter).value();
  ASSERT_TRUE(by_hand->ExecuteText("UPDATE stock SET quantity = 7", "test").ok());
  EXPECT_EQ(look(*database_), 1);
  EXPECT_EQ(look(*other), 7);
  for (const int64_t quantity : {5, 6}) {
    auto change = other->BeginWrite().value();
    ASSERT_TRUE(change->Execute(kUpdate, {quantity, 1}).ok());
    ASSERT_TRUE(change->Commit().ok());
    change.reset();
    EXPECT_EQ(look(*database_), quantity);
    EXPECT_EQ(look(*other), quantity);
  }
  // One that is undone changes nothing for anybody.
  {
    auto change = other->BeginWrite().value();
    ASSERT_TRUE(change->Execute(kUpdate, {9, 1}).ok());
  }
  EXPECT_EQ(look(*other), 6);
  EXPECT_EQ(look(*database_), 6);
}

TEST_F(PostgresDatabase, ReadersAreBounded) {
  const auto bounded = Other();
  std::vector<std::unique_ptr<Reader>> readers;
  for (int i = 0; i < 3; ++i) readers.push_back(bounded->BeginRead().value());
  EXPECT_EQ(bounded->BeginRead().status().code(), StatusCode::kResourceExhausted);
  readers.pop_back();
  EXPECT_TRUE(bounded->BeginRead().ok());
}

TEST_F(PostgresDatabase, AWalkStopsWhereItsReaderHasEnough) {
  static constexpr Sql kWalk{"test.walk",
                             "/* walk */ SELECT item FROM stock WHERE item > $1 ORDER BY item"};
  std::vector<int64_t> items(1201);
  for (size_t i = 0; i < items.size(); ++i) items[i] = static_cast<int64_t>(i);
  InsertAll(*database_, items);
  const auto reader = database_->BeginRead().value();
  const auto walk = [&](int64_t after, size_t enough) {
    std::vector<int64_t> seen;
    const absl::Status status = reader->Query(kWalk, {after}, [&](const Row& row) {
      seen.push_back(row.integer(0));
      return seen.size() == enough ? absl::CancelledError("enough") : absl::OkStatus();
    });
    EXPECT_EQ(status.ok(), seen.size() < enough) << status;
    return seen;
  };
  EXPECT_THAT(walk(9, 2), ElementsAre(10, 11));
  EXPECT_EQ(walk(-1, 5000), items);
  EXPECT_THAT(walk(1200, 1), IsEmpty());
  EXPECT_EQ(walk(-1, 1000).size(), 1000u);
}

TEST_F(PostgresDatabase, ADatabaseForReadingOnlyIsNotWritten) {
  const auto reading =
      OpenPostgres({.url = url_, .read_only = true, .durability = Durability::kScratch}).value();
  EXPECT_EQ(reading->BeginWrite().status().code(), StatusCode::kFailedPrecondition);
  InsertAll(*database_, {1});
  EXPECT_THAT(Items(*reading), ElementsAre(1));
}

TEST_F(PostgresDatabase, WhatCannotBeOpenedSaysWhatToDo) {
  const std::string parameters = url_.substr(url_.find('?'));
  const absl::Status missing = Open("postgresql:///nowhere" + parameters).status();
  EXPECT_EQ(missing.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(missing.message()), HasSubstr("createdb --encoding=UTF8"));
  const absl::Status stranger = Open(url_ + "&user=stranger").status();
  EXPECT_EQ(stranger.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(stranger.message()), HasSubstr("check user and password"));
  const absl::Status away = Open("postgresql:///hub?host=" + folder_.File("none")).status();
  EXPECT_EQ(away.code(), StatusCode::kUnavailable);
  EXPECT_THAT(std::string(away.message()), HasSubstr("host and port"));
}

TEST_F(PostgresDatabase, ADatabaseOfAnotherKindIsRefused) {
  const std::string parameters = url_.substr(url_.find('?'));
  const auto refusal = [&](const std::string& name, const std::string& how) {
    test::AdministerServer(absl::StrCat("CREATE DATABASE ", name, " TEMPLATE template0 ", how));
    const absl::Status status = Open(absl::StrCat("postgresql:///", name, parameters)).status();
    test::AdministerServer(absl::StrCat("DROP DATABASE ", name));
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    return std::string(status.message());
  };
  EXPECT_THAT(refusal("latin", "ENCODING 'LATIN1' LOCALE 'C'"),
              AllOf(HasSubstr("encoding is LATIN1"), HasSubstr("--locale=C")));
  EXPECT_THAT(refusal("worldly", "LOCALE 'C.UTF-8'"), HasSubstr("collation is C.UTF-8"));
}

TEST_F(PostgresDatabase, SettingsThatLoseCommitsAreRefused) {
  const std::string lazy = url_ + "&options=-csynchronous_commit%3Doff";
  const absl::Status refused = OpenPostgres({.url = lazy}).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(refused.message()), HasSubstr("synchronous_commit is off"));
  EXPECT_TRUE(OpenPostgres({.url = lazy, .durability = Durability::kScratch}).ok());
}

TEST(PostgresRequirements, EachSettingThatLosesCommitsIsNamed) {
  EXPECT_THAT(DurabilityFaults("on", "on", "on"), IsEmpty());
  EXPECT_THAT(DurabilityFaults("on", "on", "remote_apply"), IsEmpty());
  EXPECT_THAT(DurabilityFaults("off", "on", "on"), ElementsAre(HasSubstr("fsync is off")));
  EXPECT_THAT(DurabilityFaults("on", "off", "on"),
              ElementsAre(HasSubstr("full_page_writes is off")));
  for (const char* setting : {"off", "local", "remote_write"}) {
    EXPECT_THAT(DurabilityFaults("on", "on", setting),
                ElementsAre(HasSubstr("synchronous_commit is")));
  }
  EXPECT_EQ(DurabilityFaults("off", "off", "off").size(), 3u);
}

TEST_F(PostgresDatabase, AnIndexThatIsNotInUseIsFound) {
  Change(*database_,
         "CREATE INDEX stock_by_place ON stock(place); UPDATE pg_index SET indisvalid = false "
         "WHERE indexrelid = 'stock_by_place'::regclass");
  std::vector<std::string> findings;
  ASSERT_TRUE(
      database_->CheckIntegrity([&](std::string_view text) { findings.emplace_back(text); }).ok());
  EXPECT_THAT(findings, ElementsAre(HasSubstr("REINDEX INDEX stock_by_place")));
}

TEST_F(PostgresDatabase, WithAmcheckTheTablesAndIndexesAreWalked) {
  InsertAll(*database_, {1, 2, 3});
  Change(*database_, "CREATE EXTENSION amcheck");
  EXPECT_TRUE(database_->CheckIntegrity([](std::string_view text) { FAIL() << text; }).ok());
  // An index that says other than its table: what a damaged one looks like to amcheck.
  Change(*database_,
         "CREATE INDEX stock_few ON stock(item) WHERE item < 3; "
         "UPDATE pg_index SET indpred = NULL WHERE indexrelid = 'stock_few'::regclass");
  std::vector<std::string> findings;
  ASSERT_TRUE(
      database_->CheckIntegrity([&](std::string_view text) { findings.emplace_back(text); }).ok());
  EXPECT_THAT(findings, ElementsAre(AllOf(HasSubstr("index stock_few"), HasSubstr("REINDEX"))));
}

}  // namespace
}  // namespace headwater::store
