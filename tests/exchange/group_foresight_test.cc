// Documents that meet in one group. On PostgreSQL their keys are asked for together, before any of
// them is judged; what each is told has to be what it would have been told alone.
#include <gtest/gtest.h>

#include <optional>
#include <utility>
#include <vector>

#include "exchange/fake_room.h"
#include "hub/store/queue_steps.h"

namespace headwater::test {
namespace {

class GroupForesight : public testing::Test {
 protected:
  using Outcome = absl::StatusOr<v1::Receipt>;

  // All in one transaction, in this order.
  std::vector<Outcome> SubmitTogether(const std::vector<v1::SubmitRequest>& requests) {
    std::vector<Outcome> outcomes(requests.size(), absl::UnknownError("not told"));
    for (size_t i = 0; i < requests.size(); ++i) {
      const base::Gln caller = base::Gln::Parse(requests[i].document().sender_gln()).value();
      hub_.exchange().Submit(hub_.CallerOf(caller), requests[i],
                             [&outcomes, i](Outcome outcome) { outcomes[i] = std::move(outcome); });
    }
    while (steps_.Write() || steps_.Report()) {
    }
    return outcomes;
  }
  Outcome SubmitAlone(const v1::SubmitRequest& request) {
    return SubmitTogether({request}).front();
  }

  static TestHubOptions Options(store::QueueSteps& steps) {
    TestHubOptions options = TallyHub();
    options.queue.steps = &steps;
    return options;
  }

  store::QueueSteps steps_;
  TestHub hub_{Options(steps_)};
};

v1::SubmitRequest Request(const std::string& number) {
  return MakeRequest(Complaint(number, Supplier(), Retailer(), "add 1"));
}

TEST_F(GroupForesight, NewDocumentsTakeTheNextPlacesInOrder) {
  ASSERT_THAT(SubmitAlone(Request("C-0")), IsOk());
  const auto outcomes = SubmitTogether({Request("C-1"), Request("C-2"), Request("C-3")});
  for (size_t i = 0; i < outcomes.size(); ++i) {
    ASSERT_THAT(outcomes[i], IsOk());
    EXPECT_EQ(outcomes[i]->sequence(), static_cast<int64_t>(i + 2));
  }
  EXPECT_EQ(hub_.Rows("SELECT commit_number FROM document ORDER BY commit_number"),
            (std::vector<std::string>{"1", "2", "3", "4"}));
  const auto report = hub_.Verify();
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->findings, std::vector<std::string>{});
}

TEST_F(GroupForesight, OneRequestTwiceInAGroupIsOneDocument) {
  const v1::SubmitRequest request = Request("C-1");
  const auto outcomes = SubmitTogether({request, Request("C-2"), request});
  ASSERT_THAT(outcomes[0], IsOk());
  ASSERT_THAT(outcomes[2], IsOk());
  EXPECT_EQ(outcomes[0]->SerializeAsString(), outcomes[2]->SerializeAsString());
  EXPECT_EQ(hub_.Events(Supplier()).size(), 2u);
  EXPECT_EQ(hub_.Rows("SELECT number FROM tally"), std::vector<std::string>{"2"});
}

TEST_F(GroupForesight, AKeyThatANeighbourTookIsTaken) {
  const v1::SubmitRequest first = Request("C-1");
  v1::SubmitRequest same_id = Request("C-2");
  same_id.mutable_document()->set_document_id(first.document().document_id());
  v1::SubmitRequest same_request = Request("C-3");
  same_request.set_request_id(first.request_id());
  const auto outcomes = SubmitTogether({first, Request("C-1"), same_id, same_request, first});
  ASSERT_THAT(outcomes[0], IsOk());
  EXPECT_THAT(outcomes[1], HasViolation("number", v1::REASON_NUMBER_REUSED));
  EXPECT_THAT(outcomes[2], HasViolation("document_id", v1::REASON_DOCUMENT_ID_REUSED));
  EXPECT_THAT(outcomes[3], Refused(v1::REASON_REQUEST_ID_REUSED));
  EXPECT_THAT(outcomes[4], IsOk());
  EXPECT_EQ(hub_.Events(Supplier()).size(), 1u);
}

TEST_F(GroupForesight, AKeyOfARefusedNeighbourIsFree) {
  v1::SubmitRequest refused = MakeRequest(Complaint("C-1", Supplier(), Retailer(), "refuse"));
  v1::SubmitRequest dry = Request("C-1");
  dry.set_validate_only(true);
  const auto outcomes = SubmitTogether({refused, dry, Request("C-1"), dry});
  EXPECT_THAT(outcomes[0], ViolationCount(2));
  EXPECT_THAT(outcomes[1], IsOk());
  EXPECT_THAT(outcomes[2], IsOk());
  EXPECT_THAT(outcomes[3], HasViolation("number", v1::REASON_NUMBER_REUSED));
  EXPECT_EQ(hub_.Rows("SELECT number FROM tally"), std::vector<std::string>{"1"});
}

// A group without a dry run is trusted.
TEST_F(GroupForesight, AKeyOfARefusedNeighbourIsFreeInATrustedGroup) {
  const auto outcomes = SubmitTogether(
      {Request("C-0"), MakeRequest(Complaint("C-1", Supplier(), Retailer(), "refuse")),
       Request("C-1"), Request("C-1")});
  EXPECT_THAT(outcomes[0], IsOk());
  EXPECT_THAT(outcomes[1], ViolationCount(2));
  EXPECT_THAT(outcomes[2], IsOk());
  EXPECT_THAT(outcomes[3], HasViolation("number", v1::REASON_NUMBER_REUSED));
  EXPECT_EQ(hub_.Rows("SELECT number FROM tally"), std::vector<std::string>{"2"});
}

TEST_F(GroupForesight, WhatWasTakenBeforeIsTaken) {
  const v1::SubmitRequest first = Request("C-1");
  ASSERT_THAT(SubmitAlone(first), IsOk());
  const auto outcomes = SubmitTogether({first, Request("C-1"), Request("C-2")});
  EXPECT_THAT(outcomes[0], IsOk());
  EXPECT_THAT(outcomes[1], HasViolation("number", v1::REASON_NUMBER_REUSED));
  ASSERT_THAT(outcomes[2], IsOk());
  EXPECT_EQ(outcomes[2]->sequence(), 2);
}

TEST_F(GroupForesight, ABrokenNeighbourHarmsNobody) {
  const auto outcomes = SubmitTogether(
      {Request("C-1"), MakeRequest(Complaint("C-2", Supplier(), Retailer(), "break")),
       Request("C-3")});
  EXPECT_THAT(outcomes[0], IsOk());
  EXPECT_THAT(outcomes[1], Refused(v1::REASON_INTERNAL));
  ASSERT_THAT(outcomes[2], IsOk());
  EXPECT_EQ(outcomes[2]->sequence(), 2);
  EXPECT_EQ(hub_.Rows("SELECT number FROM tally"), std::vector<std::string>{"2"});
}

}  // namespace
}  // namespace headwater::test
