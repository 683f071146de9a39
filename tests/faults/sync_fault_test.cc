// A sync that fails, under the real server with its real disk: a library that is loaded before
// the others makes one sync fail (failing_sync.cc), and logs all.
#include <cstdio>
#include <fstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "faults/harmed_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/test_hub.h"

namespace headwater::faults {
namespace {

using ::testing::HasSubstr;

class SyncFault : public testing::Test {
 protected:
  SyncFault() {
    ServedHubOptions options;
    options.store = absl::StrCat("sqlite:", store_);
    options.environment = {absl::StrCat("LD_PRELOAD=", FAILING_SYNC_LIBRARY),
                           absl::StrCat("FAILING_SYNC_ORDER=", order_),
                           absl::StrCat("FAILING_SYNC_LOG=", log_),
                           // A sanitizer wants to be the first library.
                           "ASAN_OPTIONS=verify_asan_link_order=0"};
    auto made = HarmedHub::Make(folder_.File("run"), std::move(options));
    EXPECT_TRUE(made.ok()) << made.status();
    hub_ = *std::move(made);
    const absl::Status opened = hub_->Open();
    EXPECT_TRUE(opened.ok()) << opened;
  }

  // The next sync of this file fails.
  absl::Status Order(const std::string& file) const {
    const std::string next = order_ + ".new";
    std::ofstream(next) << file;
    if (std::rename(next.c_str(), order_.c_str()) == 0) return absl::OkStatus();
    return absl::InternalError("the order cannot be given");
  }

  std::vector<std::string> Syncs() const {
    std::vector<std::string> lines;
    std::ifstream log(log_);
    for (std::string line; std::getline(log, line);) lines.push_back(line);
    return lines;
  }

  // That the sync was made to fail, and no other was asked for since.
  absl::Status CheckLastSync(const std::string& file) const {
    const std::vector<std::string> syncs = Syncs();
    const std::string expected = absl::StrCat("failed ", folder_.File("run"), "/", file);
    if (!syncs.empty() && syncs.back() == expected) return absl::OkStatus();
    return absl::InternalError(absl::StrCat("the last sync is not the one that failed: ",
                                            syncs.empty() ? "there is none" : syncs.back()));
  }

  // A sync of this file fails under load; the hub ends so, and recovers.
  void Fail(const std::string& file, HarmedHub::End end) {
    const absl::Status lived =
        hub_->LiveThrough([&] { return Order(file); }, [&] { return CheckLastSync(file); }, end);
    ASSERT_TRUE(lived.ok()) << lived;
    EXPECT_THAT(hub_->hub().Log(), HasSubstr("no more writes until a restart"));
    EXPECT_THAT(hub_->hub().Log(), HasSubstr("the disk failed; look into the system's log, mend "
                                             "the disk and restart the hub"));
    // Not at its end either.
    const absl::Status not_retried = CheckLastSync(file);
    EXPECT_TRUE(not_retried.ok()) << not_retried;
    const absl::Status recovered = hub_->Recover();
    EXPECT_TRUE(recovered.ok()) << recovered;
  }

  const test::TempFolder folder_;
  const std::string store_ = folder_.File("run/hub.db");
  const std::string order_ = folder_.File("order");
  const std::string log_ = folder_.File("syncs");
  std::unique_ptr<HarmedHub> hub_;
};

TEST_F(SyncFault, OfACommit) { Fail("hub.db-wal", HarmedHub::End::kInOrder); }

TEST_F(SyncFault, OfACommitAndThenTheHubIsKilled) { Fail("hub.db-wal", HarmedHub::End::kKilled); }

TEST_F(SyncFault, OfACheckpoint) { Fail("hub.db", HarmedHub::End::kInOrder); }

TEST_F(SyncFault, AHubThatCannotSyncItsLogAtTheStartDoesNotServe) {
  const absl::Status lived =
      hub_->LiveThrough([&] { return Order("hub.db-wal"); }, [] { return absl::OkStatus(); },
                        HarmedHub::End::kKilled);
  ASSERT_TRUE(lived.ok()) << lived;
  ASSERT_TRUE(Order("hub.db-wal").ok());
  const absl::Status started = hub_->hub().Start();
  EXPECT_EQ(started.code(), absl::StatusCode::kUnavailable) << started;
  EXPECT_THAT(std::string(started.message()), HasSubstr("the disk failed"));
  const absl::Status last = CheckLastSync("hub.db-wal");
  EXPECT_TRUE(last.ok()) << last;
  const absl::Status recovered = hub_->Recover();
  EXPECT_TRUE(recovered.ok()) << recovered;
}

}  // namespace
}  // namespace headwater::faults
