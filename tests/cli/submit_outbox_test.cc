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
#include "hub/base/absl_view.h"
#include "hub/base/random.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string JsonOf(const v1::Document& document) {
  std::string json;
  EXPECT_TRUE(google::protobuf::util::MessageToJsonString(document, &json).ok());
  return json;
}

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
  hub.Write("next.json", JsonOf(MakeOrder("PO-3", 12)));
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
  EXPECT_THAT(right.output, HasSubstr("2 documents that an earlier run left were accepted"));
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
    hub.Write("next.json", JsonOf(MakeOrder(name, 12)));
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

v1::Document MakeResponse(const v1::Document& order, std::string_view number) {
  v1::Document response = test::Envelope(number, test::Supplier(), test::Retailer());
  response.set_in_response_to(order.document_id());
  response.set_base_version(1);
  response.mutable_order_response()->set_order_number(order.number());
  v1::OrderResponseLine& line = *response.mutable_order_response()->add_lines();
  line.set_line_number(1);
  v1::OrderResponseSplit& split = *line.add_splits();
  *split.mutable_quantity() = test::Count(12);
  split.set_outcome(v1::RESPONSE_OUTCOME_ACCEPTED);
  return response;
}

// Each document is asked for itself, even where all are told the same.
TEST(SubmitOutboxTest, WhatACallerIsRefusedIsToldOfEach) {
  LiveHub hub;
  const auto certs = hub.Program({HEADWATER_BINARY, "certs", "--dir", hub.Path("certs"),
                                  absl::StrCat("stranger=", test::MakeGln(777).ToString())});
  certs->Start();
  ASSERT_EQ(certs->Wait(kSecondsMax), 0) << certs->Log();
  LeaveBehind(hub.Path("left.outbox"), {MakeOrder("PO-1", 12)});
  hub.Write("next.json", JsonOf(MakeOrder("PO-2", 12)));
  const Ended ended = hub.Run({"submit", "next.json", "--outbox", "left.outbox"}, "stranger");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("outbox: PO-1 stays in the outbox"));
  EXPECT_THAT(ended.output, HasSubstr("headwater: next.json: "));
}

// A supplier that has sent one answer, and is suspended with the next in its outbox.
class SuspendedTest : public testing::Test {
 protected:
  SuspendedTest() {
    hub_.Submit(first_order_);
    hub_.Submit(second_order_);
    hub_.Submit(third_order_);
    hub_.Write("old.json", JsonOf(old_));
    hub_.Write("new.json", JsonOf(new_));
    // Rows of an answer that was sent, and of one that was not.
    hub_.Write("old.csv", absl::StrCat(kHeader, Row("R-3", second_order_)));
    hub_.Write("both.csv",
               absl::StrCat(kHeader, Row("R-4", first_order_), Row("R-3", second_order_)));
    EXPECT_EQ(hub_.Run({"submit", "old.json"}, "supplier-1").exit, 0);
    EXPECT_EQ(SubmitCsv("old.csv").exit, 0);
    SetSuspended(true);
    EXPECT_EQ(hub_.Run({"submit", "new.json"}, "supplier-1").exit, 1);
  }

  void SetSuspended(bool suspended) {
    v1::Document document = test::Envelope(suspended ? "PARTY-SUSPENDED" : "PARTY-BACK",
                                           test::Retailer(), test::Supplier());
    document.set_base_version(suspended ? 1 : 2);
    v1::Party& party = *document.mutable_party();
    party.set_gln(test::Supplier().ToString());
    party.set_display_name("Supplier");
    party.set_role(v1::PARTY_ROLE_SUPPLIER);
    party.set_country_code("DE");
    party.set_currency_code("EUR");
    party.set_time_zone("Europe/Berlin");
    party.set_suspended(suspended);
    hub_.Submit(document);
  }
  Ended SubmitCsv(const std::string& file, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"submit", "--profile", "order_responses", file};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return hub_.Run(arguments, "supplier-1");
  }
  // Where the document that waits in the outbox is told of.
  std::string JsonLineOfWaiting(std::string_view file) const {
    return absl::StrCat(
        "{\"file\":\"", base::AbslView(file), "\",\"number\":\"R-2\",\"document_id\":\"",
        new_.document_id(),
        "\",\"severity\":\"error\",\"reason\":\"REASON_PARTY_SUSPENDED\",\"field_path\":\"\","
        "\"text\":\"R-2 stays in the outbox without the hub's last word: PERMISSION_DENIED "
        "REASON_PARTY_SUSPENDED: party ",
        test::Supplier().ToString(),
        " is suspended: it can read but not send; ask the retailer\",\"cure\":\"mend that and run "
        "the command again, or drop the document with --forget ",
        new_.document_id(), "\"}\n");
  }

  static constexpr char kHeader[] =
      "response_number,issue_time,buyer_gln,order_number,in_response_to,base_version,line_number,"
      "quantity,outcome\n";
  static std::string Row(std::string_view number, const v1::Document& order) {
    return absl::StrCat(base::AbslView(number), ",2026-01-05T10:00:00Z,",
                        test::Retailer().ToString(), ",", order.number(), ",", order.document_id(),
                        ",1,1,12,ACCEPTED\n");
  }

  LiveHub hub_;
  const v1::Document first_order_ = MakeOrder("PO-1", 12);
  const v1::Document second_order_ = MakeOrder("PO-2", 12);
  const v1::Document third_order_ = MakeOrder("PO-3", 12);
  const v1::Document old_ = MakeResponse(first_order_, "R-1");
  const v1::Document new_ = MakeResponse(third_order_, "R-2");
};

constexpr char kOneWaits[] =
    "{\"file\":\"outbox\",\"summary\":{\"accepted\":0,\"refused\":0,\"unsettled\":1,"
    "\"errors\":0,\"warnings\":0}}\n";

TEST_F(SuspendedTest, EarlierReceiptsOfJsonComePastWhatWaits) {
  const Ended text = hub_.Run({"submit", "new.json", "old.json"}, "supplier-1");
  EXPECT_EQ(text.exit, 1);
  EXPECT_THAT(text.output, HasSubstr("outbox: R-2 stays in the outbox"));
  EXPECT_THAT(text.output, HasSubstr("1 of 1 document stays in the outbox"));
  EXPECT_THAT(text.output, HasSubstr("new.json: R-2 stays in the outbox"));
  EXPECT_THAT(text.output, HasSubstr("old.json: accepted as event "));
  EXPECT_THAT(text.output, HasSubstr("1 of 2 documents without the hub's last word"));

  const Ended json = hub_.Run({"submit", "--json", "new.json", "old.json"}, "supplier-1");
  EXPECT_EQ(json.exit, 1);
  EXPECT_THAT(json.output, HasSubstr(JsonLineOfWaiting("outbox")));
  EXPECT_THAT(json.output, HasSubstr(kOneWaits));
  EXPECT_THAT(json.output, HasSubstr(JsonLineOfWaiting("new.json")));
  EXPECT_THAT(json.output,
              HasSubstr(absl::StrCat("{\"file\":\"old.json\",\"number\":\"R-1\",\"document_id\":\"",
                                     old_.document_id(), "\",\"receipt\":{\"document_id\":\"",
                                     old_.document_id(), "\",\"sequence\":\"")));
  EXPECT_THAT(json.output, HasSubstr("{\"summary\":{\"accepted\":1,\"refused\":0,"
                                     "\"unsettled\":1,\"errors\":0,\"warnings\":0}}\n"));
}

TEST_F(SuspendedTest, EarlierReceiptsOfCsvComePastWhatWaits) {
  const Ended text = SubmitCsv("both.csv");
  EXPECT_EQ(text.exit, 1);
  EXPECT_THAT(text.output, HasSubstr("outbox: R-2 stays in the outbox"));
  EXPECT_THAT(text.output, HasSubstr("both.csv:2:1: R-4 stays in the outbox"));
  EXPECT_THAT(text.output, HasSubstr("both.csv: 1 document accepted, 0 refused by the hub, 1 "
                                     "without the hub's last word"));

  const Ended json = SubmitCsv("old.csv", {"--json"});
  EXPECT_EQ(json.exit, 1);
  EXPECT_THAT(json.output, HasSubstr(JsonLineOfWaiting("outbox")));
  EXPECT_THAT(json.output, HasSubstr("{\"file\":\"old.csv\",\"line\":2,\"column\":1,"
                                     "\"number\":\"R-3\",\"document_id\":\""));
  EXPECT_THAT(json.output, HasSubstr("{\"file\":\"old.csv\",\"summary\":{\"accepted\":1,"
                                     "\"refused\":0,\"unsettled\":0,"));
}

TEST_F(SuspendedTest, WhatWaitsIsTakenOnceItMayBe) {
  SetSuspended(false);
  const Ended ended = hub_.Run({"submit", "old.json"}, "supplier-1");
  EXPECT_EQ(ended.exit, 0) << ended.output;
  EXPECT_THAT(ended.output,
              HasSubstr("outbox: 1 document that an earlier run left was accepted, "));
  EXPECT_THAT(ended.output, HasSubstr("old.json: accepted as event "));
  EXPECT_EQ(hub_.GetOrder("PO-3").state(), v1::ORDER_STATE_ACKNOWLEDGED);
}

TEST_F(SuspendedTest, ARehearsalKeepsNothing) {
  const Ended ended = hub_.Run({"submit", "--dry-run", "new.json"}, "supplier-1");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("new.json: R-2 has no verdict of the hub: "));
  EXPECT_THAT(ended.output, Not(HasSubstr("outbox")));
}

// What the other party hands over itself is refused for good, and is not in the way of
// what it sends next.
TEST(SubmitOutboxTest, ANewDocumentOfAnotherSenderIsNotKept) {
  LiveHub hub;
  hub.Write("order.json", JsonOf(MakeOrder("PO-1", 12)));
  for (int i = 0; i < 2; ++i) {
    const Ended wrong = hub.Run({"submit", "order.json"}, "supplier-1");
    EXPECT_EQ(wrong.exit, 1);
    EXPECT_THAT(wrong.output, HasSubstr("a party sends its own documents alone"));
    EXPECT_THAT(wrong.output, Not(HasSubstr("outbox")));
  }
}

}  // namespace
}  // namespace headwater::cli
