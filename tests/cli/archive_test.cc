// `headwater archive`, and what verify, rebuild, feed and verify-archive say after it.
#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/test_store.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Parties, a store and items of the LiveHub.
constexpr int kOpening = 6;

class ArchiveTest : public testing::Test {
 protected:
  ArchiveTest() { std::filesystem::create_directory(hub_.Path("archives")); }

  // A command that needs no hub and knows no --hub.
  Ended RunOffline(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), HEADWATER_BINARY);
    const auto command = hub_.Program(std::move(arguments));
    command->Start();
    const int exit = command->Wait(kSecondsMax);
    return {.exit = exit, .output = command->Log()};
  }
  std::string Store() const { return test::StoreUrlOf(hub_.Path("hub.db")); }
  Ended Archive(const std::string& before) {
    return RunOffline(
        {"archive", "--store", Store(), "--before", before, "--to", hub_.Path("archives")});
  }
  static std::string Now() {
    return absl::FormatTime(absl::RFC3339_full, absl::Now(), absl::UTCTimeZone());
  }

  LiveHub hub_;
};

TEST_F(ArchiveTest, MovesWhatIsOldAndAllOfItVerifies) {
  hub_.Submit(MakeOrder("PO-1", 12));
  const Ended running = Archive(Now());
  EXPECT_EQ(running.exit, 1);
  EXPECT_THAT(running.output, HasSubstr("has locked this database; stop it"));
  hub_.Kill();

  const Ended archived = Archive(Now());
  EXPECT_EQ(archived.exit, 0) << archived.output;
  EXPECT_THAT(archived.output, HasSubstr(absl::StrCat("archived: ", kOpening, " documents")));
  EXPECT_THAT(archived.output, HasSubstr("kept: what was committed with or after order PO-1 to"));
  EXPECT_THAT(archived.output, HasSubstr("has acknowledged its feed through 0"));

  const Ended alone = RunOffline({"verify", "--store", Store()});
  EXPECT_EQ(alone.exit, 0) << alone.output;
  EXPECT_THAT(alone.output, AllOf(HasSubstr("not verified: what the first 6 documents say"),
                                  HasSubstr("--archive DIR")));
  const Ended both = RunOffline({"verify", "--store", Store(), "--archive", hub_.Path("archives")});
  EXPECT_EQ(both.exit, 0) << both.output;
  EXPECT_THAT(both.output, AllOf(HasSubstr("verified: 7 documents"),
                                 HasSubstr("the first 6 documents in their archives"),
                                 Not(HasSubstr("not verified"))));
  const Ended files = RunOffline({"verify-archive", hub_.Path("archives")});
  EXPECT_EQ(files.exit, 0) << files.output;
  EXPECT_THAT(files.output, HasSubstr("verified: 6 documents from the first on"));

  const Ended refused = RunOffline({"rebuild", "--store", Store()});
  EXPECT_EQ(refused.exit, 1);
  EXPECT_THAT(refused.output, HasSubstr("say with --archive DIR where these are"));
  const Ended rebuilt =
      RunOffline({"rebuild", "--store", Store(), "--archive", hub_.Path("archives")});
  EXPECT_EQ(rebuilt.exit, 0) << rebuilt.output;
  EXPECT_THAT(rebuilt.output, HasSubstr("7 documents folded: every table is identical"));
}

TEST_F(ArchiveTest, TheHubServesOnAndSaysWhereTheFeedBegins) {
  hub_.Submit(MakeOrder("PO-1", 12));
  hub_.Kill();
  ASSERT_EQ(Archive(Now()).exit, 0);
  hub_.Serve();
  const Ended old = hub_.Run({"feed", "tail", "--once"});
  EXPECT_EQ(old.exit, 1);
  EXPECT_THAT(old.output, AllOf(HasSubstr("were moved into archives"),
                                HasSubstr("go on with after_sequence 6")));
  const Ended young = hub_.Run({"feed", "tail", "--once", "--after", "6"});
  EXPECT_EQ(young.exit, 0) << young.output;
  EXPECT_THAT(young.output, HasSubstr("PO-1"));
  // Orders of archived items and parties go on.
  hub_.Submit(MakeOrder("PO-2", 5));
  EXPECT_EQ(hub_.GetOrder("PO-2").order_number(), "PO-2");
}

TEST_F(ArchiveTest, CopiesAreVerifiedWithTheArchives) {
  hub_.Kill();
  ASSERT_EQ(Archive(Now()).exit, 0);
  const std::string with = "documents in their archives";
  const Ended alone = RunOffline({"backup", "--store", Store(), "--to", hub_.Path("backup-1")});
  EXPECT_EQ(alone.exit, 0) << alone.output;
  EXPECT_THAT(alone.output, AllOf(HasSubstr("not verified:"), HasSubstr("--archive DIR")));
  const Ended backup = RunOffline({"backup", "--store", Store(), "--to", hub_.Path("backup-2"),
                                   "--archive", hub_.Path("archives")});
  EXPECT_EQ(backup.exit, 0) << backup.output;
  EXPECT_THAT(backup.output, HasSubstr(with));
  const Ended copy =
      RunOffline({"copy", "--from", Store(), "--to", "sqlite:" + hub_.Path("copy.db"), "--archive",
                  hub_.Path("archives")});
  EXPECT_EQ(copy.exit, 0) << copy.output;
  EXPECT_THAT(copy.output, HasSubstr(with));
}

TEST_F(ArchiveTest, SaysWhatItNeeds) {
  const Ended future = Archive("2999-01-01");
  EXPECT_EQ(future.exit, 1);
  EXPECT_THAT(future.output, HasSubstr("is in the future"));
  const Ended nonsense = Archive("last year");
  EXPECT_EQ(nonsense.exit, 1);
  EXPECT_THAT(nonsense.output, HasSubstr("say a day, 2025-01-01"));
  hub_.Kill();
  const Ended nowhere = RunOffline(
      {"archive", "--store", Store(), "--before", "2025-01-01", "--to", hub_.Path("none")});
  EXPECT_EQ(nowhere.exit, 1);
  EXPECT_THAT(nowhere.output, HasSubstr("is no folder"));
  const Ended nothing = Archive("2025-01-01");
  EXPECT_EQ(nothing.exit, 0) << nothing.output;
  EXPECT_THAT(nothing.output, HasSubstr("archived: 0 documents"));
  const Ended empty = RunOffline({"verify-archive", hub_.Path("archives")});
  EXPECT_EQ(empty.exit, 1);
  EXPECT_THAT(empty.output, HasSubstr("there is no file of *.hwa"));
}

TEST_F(ArchiveTest, AMissingFileIsNamed) {
  hub_.Kill();
  ASSERT_EQ(Archive(Now()).exit, 0);
  for (const auto& entry : std::filesystem::directory_iterator(hub_.Path("archives"))) {
    if (entry.path().extension() == ".hwa") std::filesystem::remove(entry.path());
  }
  const Ended verified =
      RunOffline({"verify", "--store", Store(), "--archive", hub_.Path("archives")});
  EXPECT_EQ(verified.exit, 1);
  EXPECT_THAT(verified.output, HasSubstr("000000000001-000000000006.hwa"));
}

}  // namespace
}  // namespace headwater::cli
