#include "hub/cli/hub_watch.h"

#include <sstream>
#include <string>

#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using client::LocalRefusal;

client::Refusal Unreachable(std::string message) {
  return LocalRefusal(absl::StatusCode::kUnavailable, std::move(message));
}

const client::Refusal kAway = Unreachable("failed to connect to all addresses: Connection refused");
const client::Refusal kCut = Unreachable("Socket closed");
const client::Refusal kRejected = Unreachable("failed to connect to all addresses: Socket closed");
const client::Refusal kUntrusted = Unreachable("failed to connect: certificate verify failed");
const client::Refusal kMisnamed = Unreachable(
    "failed to connect: Hostname Verification Check failed: hub is not in peer "
    "certificate");

constexpr char kAwayLine[] =
    "headwater: the hub was not reached at hub:7440; still trying (Ctrl-C ends it): failed to "
    "connect to all addresses: Connection refused\n";
constexpr char kBackLine[] = "headwater: the hub is reached at hub:7440\n";

class HubWatchTest : public testing::Test {
 protected:
  std::ostringstream out_;
  HubWatch watch_{"hub:7440", HubWatch::Patience::kTriesAgain, out_};
};

TEST_F(HubWatchTest, OneLineForEachTimeThatTheHubIsAway) {
  watch_.OnReached();
  EXPECT_EQ(out_.str(), "");
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(watch_.OnUnreached(kAway));
  EXPECT_EQ(out_.str(), kAwayLine);
  for (int i = 0; i < 3; ++i) watch_.OnReached();
  EXPECT_EQ(out_.str(), std::string(kAwayLine) + kBackLine);
  EXPECT_TRUE(watch_.OnUnreached(kAway));
  EXPECT_EQ(out_.str(), std::string(kAwayLine) + kBackLine + kAwayLine);
  EXPECT_FALSE(watch_.end().has_value());
}

TEST_F(HubWatchTest, AHubThatTakesNothingIsReached) {
  client::Refusal draining = Unreachable("the hub is stopping");
  draining.detail.set_reason(v1::REASON_DRAINING);
  EXPECT_TRUE(watch_.OnUnreached(draining));
  EXPECT_EQ(out_.str(),
            "headwater: the hub takes nothing now at hub:7440; still trying (Ctrl-C ends it): the "
            "hub is stopping\n");
}

TEST_F(HubWatchTest, ACertificateThatIsWrongEndsItAtOnce) {
  for (const client::Refusal& wrong : {kUntrusted, kMisnamed}) {
    HubWatch watch("hub:7440", HubWatch::Patience::kTriesAgain, out_);
    EXPECT_FALSE(watch.OnUnreached(wrong));
    ASSERT_TRUE(watch.end().has_value());
    EXPECT_EQ(watch.end()->message, wrong.message);
  }
  EXPECT_EQ(out_.str(), "");
}

// A hub that does not take our certificate closes the connection, and so does a proxy whose
// hub is away.
TEST_F(HubWatchTest, AConnectionThatIsClosedBeforeItIsMadeIsTriedAgain) {
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(watch_.OnUnreached(kRejected));
  EXPECT_FALSE(watch_.end().has_value());
  EXPECT_EQ(out_.str(),
            "headwater: the hub was not reached at hub:7440; still trying (Ctrl-C ends it): failed "
            "to connect to all addresses: Socket closed\n"
            "headwater: The hub closed the connection. Either it is stopping (or away, behind a "
            "proxy), or it does not accept the certificate of --as: it must be signed by the "
            "authority that the hub was started with.\n");
  watch_.OnReached();
  EXPECT_TRUE(watch_.OnUnreached(kCut));
  EXPECT_TRUE(watch_.OnUnreached(kAway));
}

TEST_F(HubWatchTest, OneAttemptIsEnoughWhereNothingIsChanged) {
  for (const client::Refusal& each : {kAway, kCut, kRejected, kUntrusted}) {
    HubWatch watch("hub:7440", HubWatch::Patience::kOneAttempt, out_);
    EXPECT_FALSE(watch.OnUnreached(each));
    EXPECT_EQ(watch.end()->message, each.message);
  }
  EXPECT_EQ(out_.str(), "");
}

}  // namespace
}  // namespace headwater::cli
