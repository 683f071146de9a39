// A supplier and a retailer that have nothing but spreadsheets: the feed as CSV, and
// the answers from CSV.
#include <string>

#include "absl/strings/str_cat.h"
#include "cli/live_hub.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(FeedCsvTest, AnOrderIsReadAnsweredAndDespatchedInCsvAlone) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);

  const Ended orders = hub.Run({"feed", "tail", "--once", "--profile", "orders"}, "supplier-1");
  EXPECT_EQ(orders.exit, 0) << orders.output;
  EXPECT_THAT(orders.output, StartsWith("order_number,document_id,issue_time,"));
  EXPECT_THAT(orders.output, HasSubstr(absl::StrCat("\nPO-1,", order.document_id(), ",")));

  hub.Write("answers.csv",
            absl::StrCat("response_number,issue_time,buyer_gln,order_number,in_response_to,"
                         "base_version,line_number,quantity,outcome\n"
                         "R-1,2026-01-05T10:00:00Z,",
                         test::Retailer().ToString(), ",PO-1,", order.document_id(),
                         ",1,1,12,ACCEPTED\n"));
  const Ended answered =
      hub.Run({"submit", "--profile", "order_responses", "answers.csv"}, "supplier-1");
  EXPECT_EQ(answered.exit, 0) << answered.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_ACKNOWLEDGED);

  hub.Write(
      "shipment.csv",
      absl::StrCat("despatch_number,issue_time,buyer_gln,ship_to_gln,despatch_time,"
                   "estimated_arrival_time,sscc,line_number,order_number,order_line_number,"
                   "gtin,quantity,remainder,in_response_to\n"
                   "D-1,2026-01-05T12:00:00Z,",
                   test::Retailer().ToString(), ",", Store().ToString(),
                   ",2026-01-05T12:00:00Z,2026-01-06T12:00:00Z,", test::MakeSscc(1), ",1,PO-1,1,",
                   test::MakeGtin(1), ",12,TO_FOLLOW,", order.document_id(), "\n"));
  const Ended shipped =
      hub.Run({"submit", "--profile", "despatch_advices", "shipment.csv"}, "supplier-1");
  EXPECT_EQ(shipped.exit, 0) << shipped.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_DESPATCHED);

  const Ended despatched = hub.Run({"feed", "tail", "--once", "--profile", "despatch_advices"});
  EXPECT_EQ(despatched.exit, 0) << despatched.output;
  EXPECT_THAT(despatched.output, HasSubstr(absl::StrCat("\nD-1,")));
  EXPECT_THAT(despatched.output, HasSubstr(order.document_id()));
  EXPECT_THAT(despatched.output, HasSubstr(test::MakeSscc(1)));
}

// Two cartons on a pallet: one profile has columns for them, and the other names the
// first field that it has none for.
TEST(FeedCsvTest, UnitsWithinUnitsHaveAProfileOfTheirOwn) {
  LiveHub hub;
  const v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  hub.Write("answers.csv",
            absl::StrCat("response_number,issue_time,buyer_gln,order_number,in_response_to,"
                         "base_version,line_number,quantity,outcome\n"
                         "R-1,2026-01-05T10:00:00Z,",
                         test::Retailer().ToString(), ",PO-1,", order.document_id(),
                         ",1,1,12,ACCEPTED\n"));
  const Ended answered =
      hub.Run({"submit", "--profile", "order_responses", "answers.csv"}, "supplier-1");
  EXPECT_EQ(answered.exit, 0) << answered.output;
  std::string rows =
      "despatch_number,issue_time,buyer_gln,ship_to_gln,despatch_time,estimated_arrival_time,"
      "outer_sscc,sscc,line_number,order_number,order_line_number,gtin,quantity,remainder\n";
  for (const int carton : {2, 3}) {
    absl::StrAppend(&rows, "D-1,2026-01-05T12:00:00Z,", test::Retailer().ToString(), ",",
                    Store().ToString(), ",2026-01-05T12:00:00Z,2026-01-06T12:00:00Z,",
                    test::MakeSscc(1), ",", test::MakeSscc(carton), ",", carton - 1, ",PO-1,1,",
                    test::MakeGtin(1), ",6,TO_FOLLOW\n");
  }
  hub.Write("shipment.csv", rows);
  const Ended shipped =
      hub.Run({"submit", "--profile", "despatch_pallets", "shipment.csv"}, "supplier-1");
  EXPECT_EQ(shipped.exit, 0) << shipped.output;
  EXPECT_EQ(hub.GetOrder("PO-1").state(), v1::ORDER_STATE_DESPATCHED);

  const Ended pallets = hub.Run({"feed", "tail", "--once", "--profile", "despatch_pallets"});
  EXPECT_EQ(pallets.exit, 0) << pallets.output;
  for (const int unit : {1, 2, 3}) EXPECT_THAT(pallets.output, HasSubstr(test::MakeSscc(unit)));
  const Ended flat = hub.Run({"feed", "tail", "--once", "--profile", "despatch_advices"});
  EXPECT_EQ(flat.exit, 1);
  EXPECT_THAT(flat.output,
              HasSubstr("D-1 is not in the file: the profile despatch_advices cannot say "
                        "despatch_advice.logistic_units[0].units[0]\n"));
}

TEST(FeedCsvTest, WhatAProfileCannotSayIsToldAndNotCutShort) {
  LiveHub hub;
  v1::Document order = MakeOrder("PO-1", 12);
  hub.Submit(order);
  hub.Write("short.json", R"({
    "kind": "order", "groupBy": ["number"],
    "columns": [
      {"name": "number", "paths": ["number"], "required": true},
      {"name": "buyer", "paths": ["sender_gln"]},
      {"name": "gtin", "paths": ["order.lines[].item.gtin"]}
    ]
  })");
  const Ended ended =
      hub.Run({"feed", "tail", "--once", "--profile", hub.Path("short.json")}, "supplier-1");
  EXPECT_EQ(ended.exit, 1);
  EXPECT_THAT(ended.output, HasSubstr("PO-1 is not in the file: "));
  EXPECT_THAT(ended.output, HasSubstr("number,buyer,gtin\r\n"));
}

}  // namespace
}  // namespace headwater::cli
