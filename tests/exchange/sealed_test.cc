#include <gtest/gtest.h>

#include "absl/synchronization/notification.h"
#include "exchange/failing_database.h"
#include "exchange/fake_room.h"
#include "hub/exchange/refusal.h"

namespace headwater::test {
namespace {

// A hub of its own on the database of a TestHub, which lends its file and its eyes.
class SealedTest : public testing::Test {
 protected:
  SealedTest() : failing_(hub_.database()), registry_(KindsWithoutHandlers()) {
    exchange_ = std::make_unique<exchange::Exchange>(
        failing_, registry_, hub_.directory(), hub_.clock(),
        exchange::ExchangeOptions{
            .retailer = Retailer(),
            .queue = {.sealed = [this](const absl::Status&) { sealed_.Notify(); }},
            .fault_log = [this](std::string_view fault) { log_ = fault; }});
  }

  absl::StatusOr<v1::Receipt> Submit(const v1::SubmitRequest& request,
                                     base::Gln caller = Supplier()) {
    absl::Notification done;
    absl::StatusOr<v1::Receipt> answer;
    exchange_->Submit(hub_.CallerOf(caller), request, [&](absl::StatusOr<v1::Receipt> receipt) {
      answer = std::move(receipt);
      done.Notify();
    });
    done.WaitForNotification();
    return answer;
  }

  TestHub hub_;
  FailingDatabase failing_;
  exchange::Registry registry_;
  absl::Notification sealed_;
  std::string log_;
  std::unique_ptr<exchange::Exchange> exchange_;
};

TEST_F(SealedTest, NoReceiptAndNoWakeWithoutACommit) {
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  bool woken = false;
  ASSERT_TRUE(exchange_->wakes().Await(Supplier(), 0, [&woken] { woken = true; }));
  failing_.FailCommits();
  const auto refused = Submit(request);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused, Refused(v1::REASON_STORE_SEALED));
  EXPECT_THAT(Describe(refused.status()), testing::Not(testing::HasSubstr("secret")));
  EXPECT_TRUE(exchange::DetailOf(refused.status()).has_retry_delay());
  EXPECT_FALSE(woken);
  EXPECT_FALSE(exchange_->healthy());
  sealed_.WaitForNotification();
  EXPECT_THAT(log_, testing::HasSubstr("the secret disk did not sync"));
  EXPECT_TRUE(hub_.Events(Supplier()).empty());

  // It takes nothing more, and a restarted hub takes the same request.
  EXPECT_THAT(Submit(request), Refused(v1::REASON_STORE_SEALED));
  exchange_ = nullptr;
  const auto receipt = hub_.Submit(Supplier(), request);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->sequence(), 1);
}

// As where the checkpoint behind it fails: whoever reads finds it, so whoever waits is woken.
TEST_F(SealedTest, ACommitThatIsThereAlthoughItFailedIsToldToSubscribers) {
  absl::Notification woken;
  ASSERT_TRUE(exchange_->wakes().Await(Supplier(), 0, [&woken] { woken.Notify(); }));
  failing_.FailRepliesOfCommits();
  EXPECT_THAT(Submit(MakeRequest(Complaint("C-1", Supplier(), Retailer()))),
              Refused(v1::REASON_STORE_SEALED));
  woken.WaitForNotification();
  EXPECT_EQ(hub_.Events(Supplier()).size(), 1u);
}

TEST_F(SealedTest, ACommitOfUnknownOutcomeLeavesNothingBehindInMemory) {
  const auto request = MakeRequest(Complaint("C-1", Supplier(), Retailer()));
  failing_.LoseCommits(true);
  const auto refused = Submit(request);
  EXPECT_THAT(refused, HasCode(absl::StatusCode::kUnavailable));
  EXPECT_THAT(refused, Refused(v1::REASON_STORE_AWAY));
  EXPECT_THAT(Describe(refused.status()), testing::Not(testing::HasSubstr("secret")));
  EXPECT_TRUE(exchange::DetailOf(refused.status()).has_retry_delay());
  EXPECT_THAT(log_, testing::HasSubstr("the secret server was lost"));
  EXPECT_TRUE(exchange_->healthy());

  // Another's document wakes nobody for what was not committed: a subscriber at the end of the
  // first one's feed would go on reading it for nothing, without a pause.
  failing_.LoseCommits(false);
  ASSERT_THAT(Submit(MakeRequest(Complaint("C-2", Retailer(), Supplier(2))), Retailer()), IsOk());
  EXPECT_TRUE(exchange_->wakes().Await(Supplier(), 0, [] {}));
  EXPECT_TRUE(exchange_->wakes().Await(Retailer(), 1, [] {}));

  const auto receipt = Submit(request);
  ASSERT_THAT(receipt, IsOk());
  EXPECT_EQ(receipt->sequence(), 1);
  EXPECT_EQ(hub_.Events(Retailer()).size(), 2u);
}

}  // namespace
}  // namespace headwater::test
