// The demo against a real hub: days undisturbed, and the same days with a hub that is
// killed three times and a demo that is killed once. The summaries are equal.
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "suppliers-sim/demo.h"
#include "support/child.h"

namespace headwater::sim {
namespace {

using test::Child;

constexpr int kDays = 10;
constexpr int kSecondsMax = 180;

class DemoTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) /
              absl::StrCat("headwater-demo-", getpid(), "-",
                           testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    std::vector<std::string> arguments = {HEADWATER_BINARY, "certs", "--dir", Path("certs")};
    for (const DemoParty& party : DemoParties()) {
      arguments.push_back(absl::StrCat(party.gln, "=", party.gln));
    }
    Child certs(arguments, Path("certs.log"));
    certs.Start();
    ASSERT_EQ(certs.Wait(60), 0) << certs.Log();
  }
  void TearDown() override {
    if (!HasFailure()) std::filesystem::remove_all(folder_);
  }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  // A hub over a store of this name.
  std::unique_ptr<Child> StartHub(const std::string& name, int port) {
    std::filesystem::remove(Path("port"));
    auto hub = std::make_unique<Child>(
        std::vector<std::string>{
            HEADWATER_BINARY, "serve", "--store", absl::StrCat("sqlite:", Path(name)), "--listen",
            absl::StrCat("127.0.0.1:", port), "--certs", Path("certs"), "--retailer",
            DemoParties().front().gln, "--port-file", Path("port")},
        Path("hub.log"));
    hub->Start();
    AwaitPort(*hub);
    return hub;
  }

  void AwaitPort(const Child& hub) {
    for (int i = 0; i < 1500; ++i) {
      std::ifstream file(Path("port"));
      if (file >> port_) return;
      absl::SleepFor(absl::Milliseconds(20));
    }
    FAIL() << "the hub does not begin to serve: " << hub.Log();
  }

  std::unique_ptr<Child> NewPlayer(const std::string& name, int days = kDays) {
    return std::make_unique<Child>(
        std::vector<std::string>{DEMO_PLAYER_BINARY, absl::StrCat("127.0.0.1:", port_),
                                 Path("certs"), HEADWATER_DEMO_DATA, Path(name + "-state"),
                                 absl::StrCat(days)},
        Path(name + ".log"));
  }

  static std::string SummaryOf(const Child& player) {
    const std::string log = player.Log();
    const size_t at = log.rfind("SUMMARY\n");
    return at == std::string::npos ? log : log.substr(at);
  }

  std::filesystem::path folder_;
  int port_ = 0;
};

TEST_F(DemoTest, AHubThatIsKilledThriceAndADemoThatIsKilledOnceChangeNoCount) {
  auto hub = StartHub("calm.db", 0);
  auto calm = NewPlayer("calm");
  const absl::Time begin = absl::Now();
  calm->Start();
  ASSERT_EQ(calm->Wait(kSecondsMax), 0) << calm->Log();
  const absl::Duration took = absl::Now() - begin;
  hub->Kill();

  hub = StartHub("rough.db", 0);
  auto rough = NewPlayer("rough");
  rough->Start();
  for (int i = 0; i < 4; ++i) {
    absl::SleepFor(took / 7);
    if (i == 1) {
      rough->Kill();
      absl::SleepFor(took / 20);
      rough->Start();
      continue;
    }
    hub->Kill();
    hub = StartHub("rough.db", port_);
  }
  ASSERT_EQ(rough->Wait(kSecondsMax), 0) << rough->Log();
  EXPECT_EQ(SummaryOf(*calm), SummaryOf(*rough));

  // Once more, over what is complete.
  auto again = NewPlayer("rough");
  again->Start();
  ASSERT_EQ(again->Wait(kSecondsMax), 0) << again->Log();
  EXPECT_EQ(SummaryOf(*calm), SummaryOf(*again));

  auto longer = NewPlayer("rough", kDays + 1);
  longer->Start();
  EXPECT_EQ(longer->Wait(kSecondsMax), 1);
  EXPECT_THAT(longer->Log(), testing::HasSubstr("was begun with"));
}

}  // namespace
}  // namespace headwater::sim
