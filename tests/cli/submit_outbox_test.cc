// What an earlier run left in the outbox, sent by the next one.
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "adapters/client/connection.h"
#include "adapters/client/file_system.h"
#include "adapters/client/grpc_door.h"
#include "adapters/client/outbox.h"
#include "adapters/client/request_ids.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/json_util.h"
#include "gtest/gtest.h"
#include "hub/base/random.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;

// As a run leaves it that did not reach its hub.
void LeaveBehind(const std::string& path, const std::vector<v1::Document>& documents) {
  client::Connection nowhere(
      grpc::CreateChannel("127.0.0.1:1", grpc::InsecureChannelCredentials()));
  client::GrpcDoor door(nowhere);
  client::ContentRequestIds ids;
  base::SeededRandom random(1);
  client::SystemSleeper sleeper;
  client::SubmitterOptions options;
  options.retry.attempts_max = 1;
  client::RetryingSubmitter submitter(door, ids, options, random, sleeper);
  auto outbox = client::Outbox::Open(client::SystemFiles(), path, submitter);
  ASSERT_TRUE(outbox.ok()) << outbox.status();
  ASSERT_TRUE(
      (*outbox)
          ->SubmitAll(documents,
                      [](size_t, const client::Answer& answer) { EXPECT_FALSE(answer.IsFinal()); })
          .ok());
  ASSERT_EQ((*outbox)->pending_count(), documents.size());
}

TEST(SubmitOutboxTest, TheCertificateOfAnotherPartyLosesNothing) {
  LiveHub hub;
  LeaveBehind(hub.Path("left.outbox"), {MakeOrder("PO-1", 12), MakeOrder("PO-2", 12)});
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-3", 12), &json).ok());
  hub.Write("next.json", json);
  const std::vector<std::string> submit = {"submit", "next.json", "--outbox", "left.outbox"};
  for (int i = 0; i < 2; ++i) {
    const Ended wrong = hub.Run(submit, "supplier-1");
    EXPECT_EQ(wrong.exit, 1);
    EXPECT_THAT(wrong.output, HasSubstr("2 of 2 documents stay in the outbox left.outbox"));
    EXPECT_THAT(wrong.output, HasSubstr("SENDER_MISMATCH"));
    EXPECT_EQ(hub.CountOf("order"), 0);
  }
  const Ended right = hub.Run(submit);
  EXPECT_EQ(right.exit, 0) << right.output;
  EXPECT_THAT(right.output, HasSubstr("2 of the documents that an earlier run left were accepted"));
  EXPECT_EQ(hub.CountOf("order"), 3);
}

// A document without a last word does not hold up the others, and can be given up.
TEST(SubmitOutboxTest, OneThatCannotBeSettledStandsInNobodysWay) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  const v1::Document stuck = MakeOrder("PO-2", 12);
  LeaveBehind(hub.Path("left.outbox"), {stuck});
  hub.Write("answers.csv",
            absl::StrCat("response_number,issue_time,buyer_gln,order_number,in_response_to,"
                         "base_version,line_number,quantity,outcome\n"
                         "R-1,2026-01-05T10:00:00Z,",
                         test::Retailer().ToString(), ",PO-1,", order.document_id(),
                         ",1,1,12,ACCEPTED\n"));
  const std::vector<std::string> submit = {"submit",   "--profile",   "order_responses",
                                           "--outbox", "left.outbox", "answers.csv"};
  const Ended stays = hub.Run(submit, "supplier-1");
  EXPECT_EQ(stays.exit, 1) << stays.output;
  EXPECT_THAT(stays.output, HasSubstr("outbox: PO-2 stays in the outbox"));
  EXPECT_THAT(stays.output, HasSubstr("SENDER_MISMATCH"));
  EXPECT_THAT(stays.output, HasSubstr(absl::StrCat("--forget ", stuck.document_id())));
  EXPECT_THAT(stays.output, HasSubstr("1 document accepted, 0 refused"));
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);

  const std::vector<std::string> forget = {"submit", "--outbox", "left.outbox", "--forget",
                                           stuck.document_id()};
  const Ended dropped = hub.Run(forget, "supplier-1");
  EXPECT_EQ(dropped.exit, 0) << dropped.output;
  EXPECT_THAT(dropped.output, HasSubstr("dropped PO-2"));
  EXPECT_THAT(dropped.output, HasSubstr("Its fate is unknown"));
  EXPECT_EQ(hub.Run(forget, "supplier-1").exit, 1);
  const Ended free = hub.Run(submit, "supplier-1");
  EXPECT_EQ(free.exit, 0) << free.output;
  EXPECT_EQ(hub.CountOf("order"), 1);
}

TEST(SubmitOutboxTest, WhatTheHubRefusesForGoodIsNoSuccess) {
  LiveHub hub;
  v1::Document wrong = MakeOrder("PO-1", 12);
  wrong.mutable_order()->mutable_lines(0)->mutable_item()->set_gtin(test::MakeGtin(999));
  for (const bool json : {false, true}) {
    LeaveBehind(hub.Path("left.outbox"), {wrong});
    const std::string name = json ? "PO-3" : "PO-2";
    std::string next;
    ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder(name, 12), &next).ok());
    hub.Write("next.json", next);
    std::vector<std::string> submit = {"submit", "next.json", "--outbox", "left.outbox"};
    if (json) submit.push_back("--json");
    const Ended refused = hub.Run(submit);
    EXPECT_EQ(refused.exit, 1) << refused.output;
    EXPECT_THAT(refused.output, HasSubstr("PO-1 was refused: order.lines[0].item.gtin: "));
    EXPECT_THAT(refused.output, HasSubstr(json ? "\"refused\":1" : "were accepted, 1 refused"));
    EXPECT_EQ(hub.CountOf("order"), json ? 2 : 1);
    const Ended again = hub.Run(submit);
    EXPECT_EQ(again.exit, 0) << again.output;
  }
}

// What the other party hands over itself is refused for good, and is not in the way of
// what it sends next.
TEST(SubmitOutboxTest, ANewDocumentOfAnotherSenderIsNotKept) {
  LiveHub hub;
  std::string json;
  ASSERT_TRUE(google::protobuf::util::MessageToJsonString(MakeOrder("PO-1", 12), &json).ok());
  hub.Write("order.json", json);
  for (int i = 0; i < 2; ++i) {
    const Ended wrong = hub.Run({"submit", "order.json"}, "supplier-1");
    EXPECT_EQ(wrong.exit, 1);
    EXPECT_THAT(wrong.output, HasSubstr("a party sends its own documents alone"));
    EXPECT_THAT(wrong.output, testing::Not(HasSubstr("outbox")));
  }
}

}  // namespace
}  // namespace headwater::cli
