#include "hub/rpc/open_calls.h"

#include <memory>
#include <vector>

#include "gtest/gtest.h"
#include "hub/exchange/refusal.h"
#include "support/keys.h"
#include "support/refusal_matchers.h"

namespace headwater::rpc {
namespace {

using test::IsOk;
using test::Refused;
using test::Supplier;

class Stream final : public OpenStream {
 public:
  void Drain() override { ++drained; }
  int drained = 0;
};

TEST(OpenCalls, CountsCallsUntilTheyLeave) {
  OpenCalls calls;
  {
    const auto one = calls.Enter("Submit");
    const auto two = calls.Enter("Submit");
    ASSERT_THAT(one, IsOk());
    ASSERT_THAT(two, IsOk());
    EXPECT_EQ(calls.count(), 2);
    EXPECT_FALSE(calls.AwaitAllLeft(absl::ZeroDuration()));
  }
  EXPECT_EQ(calls.count(), 0);
  EXPECT_TRUE(calls.AwaitAllLeft(absl::ZeroDuration()));
}

TEST(OpenCalls, APassThatIsMovedCountsOnce) {
  OpenCalls calls;
  OpenCalls::Pass kept;
  {
    auto pass = calls.Enter("Submit");
    ASSERT_THAT(pass, IsOk());
    kept = *std::move(pass);
  }
  EXPECT_EQ(calls.count(), 1);
  kept = OpenCalls::Pass();
  EXPECT_EQ(calls.count(), 0);
}

TEST(OpenCalls, DrainTellsEachStreamOnceAndLetsNobodyIn) {
  OpenCalls calls;
  const auto stream = std::make_shared<Stream>();
  const auto pass = calls.EnterStream("Subscribe", Supplier(), stream);
  ASSERT_THAT(pass, IsOk());
  calls.Drain();
  calls.Drain();
  EXPECT_EQ(stream->drained, 1);
  EXPECT_THAT(calls.Enter("Submit"), Refused(v1::REASON_DRAINING));
  const auto refused = calls.EnterStream("Subscribe", Supplier(), stream);
  EXPECT_THAT(refused, Refused(v1::REASON_DRAINING));
  EXPECT_TRUE(absl::IsUnavailable(refused.status()));
  EXPECT_EQ(exchange::DetailOf(refused.status()).retry_delay().seconds(), 2);
}

TEST(OpenCalls, OnePartyHasSoManyStreamsAndAnotherItsOwn) {
  OpenCalls calls;
  const auto stream = std::make_shared<Stream>();
  std::vector<OpenCalls::Pass> passes;
  for (int i = 0; i < OpenCalls::kStreamsPerPartyMax; ++i) {
    auto pass = calls.EnterStream("Subscribe", Supplier(1), stream);
    ASSERT_THAT(pass, IsOk()) << i;
    passes.push_back(*std::move(pass));
  }
  const auto refused = calls.EnterStream("Subscribe", Supplier(1), stream);
  EXPECT_THAT(refused, Refused(v1::REASON_BUSY));
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status()));
  EXPECT_THAT(calls.EnterStream("Subscribe", Supplier(2), stream), IsOk());
  passes.pop_back();
  EXPECT_THAT(calls.EnterStream("Subscribe", Supplier(1), stream), IsOk());
}

TEST(OpenCalls, AllPartiesHaveSoManyStreams) {
  OpenCalls calls;
  const auto stream = std::make_shared<Stream>();
  std::vector<OpenCalls::Pass> passes;
  for (int i = 0; i < OpenCalls::kStreamsMax; ++i) {
    auto pass =
        calls.EnterStream("Subscribe", Supplier(1 + i / OpenCalls::kStreamsPerPartyMax), stream);
    ASSERT_THAT(pass, IsOk()) << i;
    passes.push_back(*std::move(pass));
  }
  const auto refused = calls.EnterStream("Subscribe", Supplier(99), stream);
  EXPECT_THAT(refused, Refused(v1::REASON_BUSY));
  EXPECT_TRUE(absl::IsResourceExhausted(refused.status()));
  EXPECT_GT(exchange::DetailOf(refused.status()).retry_delay().nanos(), 0);
  EXPECT_EQ(calls.busy()[static_cast<size_t>(BusyPlace::kStreams)], 1);
  EXPECT_THAT(calls.Enter("Submit"), IsOk()) << "what ends by itself is let in";
  passes.pop_back();
  EXPECT_THAT(calls.EnterStream("Subscribe", Supplier(99), stream), IsOk());
}

TEST(OpenCalls, CallsAreCountedByMethod) {
  OpenCalls calls;
  const auto stream = std::make_shared<Stream>();
  EXPECT_TRUE(calls.ByMethod().empty());
  {
    const auto ended = calls.Enter("Submit");
    const auto open = calls.EnterStream("Subscribe", Supplier(), stream);
    ASSERT_THAT(open, IsOk());
  }
  const auto again = calls.Enter("Submit");
  const std::vector<MethodCalls> methods = calls.ByMethod();
  ASSERT_EQ(methods.size(), 2u);
  EXPECT_EQ(methods[0].method, "Submit");
  EXPECT_EQ(methods[0].open, 1);
  EXPECT_EQ(methods[0].total, 2);
  EXPECT_EQ(methods[1].method, "Subscribe");
  EXPECT_EQ(methods[1].open, 0);
  EXPECT_EQ(methods[1].total, 1);
}

TEST(OpenCalls, AStreamThatIsGoneIsNotTold) {
  OpenCalls calls;
  auto stream = std::make_shared<Stream>();
  const auto pass = calls.EnterStream("Subscribe", Supplier(), stream);
  stream.reset();
  calls.Drain();
  EXPECT_EQ(calls.count(), 1) << "its pass counts as long as it lives";
}

}  // namespace
}  // namespace headwater::rpc
