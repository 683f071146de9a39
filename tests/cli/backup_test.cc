// headwater backup of a hub that serves, and hubs that serve what it made.
#include <atomic>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "adapters/client/grpc_door.h"
#include "cli/live_hub.h"
#include "cli/served_store.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

constexpr absl::Duration kCallTimeout = absl::Seconds(20);

// One order after the other, each under a request that can be sent again, until it ends.
class OrderLoad {
 public:
  struct Sent {
    v1::SubmitRequest request;
    v1::Receipt receipt;
  };

  explicit OrderLoad(const LiveHub& hub)
      : connection_(ConnectRetailer(hub, hub.address())), thread_([this] { Run(); }) {}
  ~OrderLoad() { End(); }

  int count() const {
    absl::MutexLock lock(&mutex_);
    return static_cast<int>(sent_.size());
  }
  std::vector<Sent> End() {
    ended_ = true;
    if (thread_.joinable()) thread_.join();
    absl::MutexLock lock(&mutex_);
    return sent_;
  }

 private:
  void Run() {
    client::GrpcDoor door(*connection_);
    for (int i = 0; !ended_; ++i) {
      const v1::SubmitRequest request = test::MakeRequest(MakeOrder(absl::StrCat("LOAD-", i), 12));
      connection_->Attend();
      const client::Answer answer = door.Submit(request, kCallTimeout);
      ASSERT_TRUE(answer.ok()) << answer.refusal->ToString();
      absl::MutexLock lock(&mutex_);
      sent_.push_back({request, *answer.receipt});
    }
  }

  const std::unique_ptr<client::Connection> connection_;
  std::atomic<bool> ended_ = false;
  mutable absl::Mutex mutex_;
  std::vector<Sent> sent_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;  // last: it uses the others
};

class BackupTest : public testing::Test {
 protected:
  std::vector<std::string> Arguments(const std::string& to) {
    return {"backup", "--store", "sqlite:hub.db", "--to", to};
  }

  LiveHub hub_;
};

TEST_F(BackupTest, OfAHubUnderLoadHoldsABeginningAndTakesTheRestAgain) {
  OrderLoad load(hub_);
  ASSERT_TRUE(hub_.Until([&] { return load.count() >= 30; }));
  const int before = load.count();
  const Ended backup = RunCommand(hub_, Arguments("copy"));
  const int after = load.count();
  ASSERT_EQ(backup.exit, 0) << backup.output;
  EXPECT_THAT(backup.output,
              AllOf(HasSubstr("verified: "), HasSubstr(test::Retailer().ToString()),
                    HasSubstr("copy/hub.db"), HasSubstr("headwater serve --store copy")));
  ASSERT_TRUE(hub_.Until([&] { return load.count() >= after + 30; }));
  const std::vector<OrderLoad::Sent> sent = load.End();
  const std::vector<v1::Event> all = EventsOf(*ConnectRetailer(hub_, hub_.address()));
  ASSERT_EQ(all.size(), sent.size() + 6);  // two parties, a store and three items
  // Its disk is lost.
  hub_.Kill();

  ServedStore restored(hub_, "copy");
  const std::vector<v1::Event> kept = restored.Events();
  // All that was committed when the backup began, nothing that came after it ended, and no gap.
  ASSERT_GE(kept.size(), static_cast<size_t>(before) + 6);
  ASSERT_LE(kept.size(), static_cast<size_t>(after) + 7);
  for (size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].SerializeAsString(), all[i].SerializeAsString()) << "event " << i + 1;
  }
  // The client sends all of it again, as it does with what it has no answer to.
  for (size_t i = 0; i < sent.size(); ++i) {
    const client::Answer answer = restored.Submit(sent[i].request);
    ASSERT_TRUE(answer.ok()) << answer.refusal->ToString();
    EXPECT_EQ(answer.receipt->sequence(), sent[i].receipt.sequence());
    EXPECT_EQ(answer.receipt->chain_hash(), sent[i].receipt.chain_hash());
    if (i + 6 < kept.size()) {
      EXPECT_EQ(answer.receipt->SerializeAsString(), sent[i].receipt.SerializeAsString());
    }
  }
  EXPECT_EQ(restored.Events().size(), all.size());
  restored.Stop();
  const Ended verified = RunCommand(hub_, {"verify", "--store", "copy"});
  EXPECT_EQ(verified.exit, 0) << verified.output;
}

TEST_F(BackupTest, ThatIsKilledOrInterruptedLeavesNothingThatLooksWhole) {
  for (int i = 0; i < 200; ++i) hub_.Submit(MakeOrder(absl::StrCat("PO-", i), 1));
  const std::string database = hub_.Path("copy/hub.db");
  const std::string part = database + ".part";
  for (const bool kill : {true, false}) {
    const auto backup = hub_.Program({"/usr/bin/env", "-C", hub_.Path(""), HEADWATER_BINARY,
                                      "backup", "--store", "sqlite:hub.db", "--to", "copy"});
    backup->Start();
    ASSERT_TRUE(
        hub_.Until([&] { return backup->Log().find("pages copied") != std::string::npos; }));
    if (kill) {
      backup->Kill();
    } else {
      backup->Interrupt();
      const int exit = backup->Wait(kSecondsMax);
      EXPECT_EQ(exit, fs::exists(database) ? 0 : 1) << backup->Log();
      EXPECT_FALSE(fs::exists(part));
      if (exit != 0) {
        EXPECT_THAT(backup->Log(), HasSubstr("interrupted"));
      }
    }
    // It may have been quicker; then it is whole.
    if (!fs::exists(database)) continue;
    EXPECT_EQ(RunCommand(hub_, {"verify", "--store", "copy"}).exit, 0);
    fs::remove(database);
  }
  const Ended again = RunCommand(hub_, Arguments("copy"));
  EXPECT_EQ(again.exit, 0) << again.output;
  EXPECT_FALSE(fs::exists(part));
  const Ended over = RunCommand(hub_, Arguments("copy"));
  EXPECT_EQ(over.exit, 1);
  EXPECT_THAT(over.output, HasSubstr("never written over"));
}

TEST_F(BackupTest, SaysWhatItCannotDo) {
  const auto said = [this](const std::string& store, const std::string& to) {
    const Ended ended = RunCommand(hub_, {"backup", "--store", store, "--to", to});
    EXPECT_EQ(ended.exit, 1);
    return ended.output;
  };
  EXPECT_THAT(
      said("postgresql://me:secret@host/hub", "copy"),
      AllOf(HasSubstr("pg_basebackup"), HasSubstr("headwater copy"), Not(HasSubstr("secret"))));
  EXPECT_THAT(said("sqlite:nowhere.db", "copy"), HasSubstr("no such database"));
  EXPECT_THAT(said("nowhere", "copy"), HasSubstr("the folder that hub.db is in"));
  EXPECT_THAT(said("sqlite:hub.db", "none/copy"), HasSubstr("cannot be made"));
  EXPECT_FALSE(fs::exists(hub_.Path("copy")));
}

}  // namespace
}  // namespace headwater::cli
