// What a receipt is worth where each commit waits for a standby, and the wait is cut off. The
// standby here is one that never comes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "cluster/postgres_node.h"
#include "cluster/run_parts.h"
#include "hub/store/postgres_database.h"

namespace headwater::test {
namespace {

using store::Database;
using store::Row;
using store::Sql;

constexpr Sql kInsert{"standby_test.insert", "/* now */ INSERT INTO given(item) VALUES($1)"};
constexpr Sql kFind{"standby_test.find", "SELECT item FROM given WHERE item = $1"};
constexpr char kWaiting[] =
    "SELECT count(*)::TEXT FROM pg_stat_activity WHERE wait_event = 'SyncRep'";
constexpr absl::Duration kPatience = absl::Seconds(30);

class Standby : public testing::Test {
 protected:
  Standby() {
    server_.Make();
    server_.Start();
    server_.Run(kCreateDatabase);
    server_.Run("CREATE TABLE given(item BIGINT NOT NULL PRIMARY KEY)", "headwater");
    first_ = Open();
    second_ = Open();
  }

  std::unique_ptr<Database> Open() {
    return store::OpenPostgres({.url = absl::StrCat("postgresql:///headwater?host=", server_.host(),
                                                    "&user=headwater")})
        .value();
  }
  void WaitFor(const std::string& standby) {
    server_.Run(absl::StrCat("ALTER SYSTEM SET synchronous_standby_names = '", standby, "'"));
    server_.Run("SELECT pg_reload_conf()");
    // The server's checkpointer is the one that turns the waiting on and off.
    ASSERT_TRUE(server_.Until("SHOW synchronous_standby_names", standby, kPatience));
  }
  // True once a commit waits.
  bool SomebodyWaits() const { return server_.Until(kWaiting, "1", kPatience); }
  void EndTheWait(const std::string& how) {
    server_.Ask(absl::StrCat("SELECT count(", how, "(pid))::TEXT FROM pg_stat_activity WHERE ",
                             "wait_event = 'SyncRep'"));
  }
  // Inserts `item` while the standby is away; `how` ends the wait. What the commit said.
  absl::Status InsertAndCutOff(int64_t item, const std::string& how) {
    absl::Status committed;
    std::thread writer([&] {
      const auto transaction = first_->BeginWrite().value();
      EXPECT_TRUE(transaction->Execute(kInsert, {item}).ok());
      committed = transaction->Commit();
    });
    EXPECT_TRUE(SomebodyWaits());
    EndTheWait(how);
    writer.join();
    return committed;
  }

  RunFolder folder_{BriefFolder("s")};
  PostgresNode server_{folder_.File("server")};
  std::unique_ptr<Database> first_;
  std::unique_ptr<Database> second_;
};

TEST_F(Standby, ACommitWhoseWaitWasCutOffIsOfUnknownOutcome) {
  WaitFor("nobody");
  EXPECT_TRUE(absl::IsUnknown(InsertAndCutOff(1, "pg_terminate_backend")));
  // The server says COMMIT here, and warns.
  EXPECT_TRUE(absl::IsUnknown(InsertAndCutOff(2, "pg_cancel_backend")));
  WaitFor("");
  EXPECT_EQ(server_.Ask("SELECT count(*)::TEXT FROM given", "headwater"), "2");
}

// The receipt of a request that is repeated is built on a commit that the standby may not have.
TEST_F(Standby, ATransactionThatOnlyReadWaitsForWhatItRead) {
  WaitFor("nobody");
  InsertAndCutOff(1, "pg_terminate_backend").IgnoreError();
  absl::Notification committed;
  std::thread repeated([&] {
    const auto transaction = second_->BeginWrite().value();
    const auto found = transaction->QueryOne(kFind, {1}, [](const Row&) {});
    EXPECT_TRUE(found.ok() && *found);
    const absl::Status status = transaction->Commit();
    EXPECT_TRUE(status.ok()) << status;
    committed.Notify();
  });
  EXPECT_TRUE(SomebodyWaits());
  EXPECT_FALSE(committed.HasBeenNotified());
  WaitFor("");
  repeated.join();
}

}  // namespace
}  // namespace headwater::test
