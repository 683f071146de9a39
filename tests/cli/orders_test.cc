// What `headwater orders` shows.
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cli/reads.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace headwater::cli {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

v1::Document OrderDueIn(std::string_view number, absl::CivilDay day) {
  v1::Document document = MakeOrder(number, 10);
  v1::TimeWindow& window = *document.mutable_order()->mutable_delivery_window();
  // The last hour of the day before in UTC is the first of this one in Berlin.
  const int64_t end = absl::ToUnixSeconds(absl::FromCivil(day, absl::UTCTimeZone())) - 1800;
  window.mutable_start_time()->set_seconds(end - 86400);
  window.mutable_end_time()->set_seconds(end);
  return document;
}

// Of ten: two accepted, three on the 20th, five never.
v1::Document AnswerTo(const v1::Document& order) {
  v1::Document document = test::Envelope("OR-1", test::Supplier(), test::Retailer());
  document.set_in_response_to(order.document_id());
  document.set_base_version(1);
  v1::OrderResponse& response = *document.mutable_order_response();
  response.set_order_number(order.number());
  v1::OrderResponseLine& line = *response.add_lines();
  line.set_line_number(1);
  const auto add = [&line](int64_t count, v1::ResponseOutcome outcome, v1::ResponseReason reason) {
    v1::OrderResponseSplit& split = *line.add_splits();
    *split.mutable_quantity() = test::Count(count);
    split.set_outcome(outcome);
    split.set_reason(reason);
    return &split;
  };
  add(2, v1::RESPONSE_OUTCOME_ACCEPTED, v1::RESPONSE_REASON_UNSPECIFIED);
  *add(3, v1::RESPONSE_OUTCOME_BACKORDERED, v1::RESPONSE_REASON_CAPACITY)->mutable_delivery_date() =
      test::MakeDate(2100, 1, 20);
  add(5, v1::RESPONSE_OUTCOME_REJECTED, v1::RESPONSE_REASON_OUT_OF_STOCK);
  return document;
}

using OrdersTest = ReadsTest;

TEST_F(OrdersTest, OrdersByTheirDueDay) {
  hub_.Submit(OrderDueIn("PO-1", absl::CivilDay(2020, 3, 1)));
  hub_.Submit(OrderDueIn("PO-2", absl::CivilDay(2100, 3, 1)));
  const std::string all = Show({"orders"});
  EXPECT_THAT(all, HasSubstr(absl::StrCat("\nPO-1   ", test::Supplier().ToString(), " Supplier  ",
                                          Store().ToString(), " Store 1  new")));
  EXPECT_THAT(all, AllOf(HasSubstr("due"), HasSubstr("  2020-03-01  "), HasSubstr("  2100-03-01  "),
                         HasSubstr("\n2 orders\n")));
  EXPECT_EQ(Show({"orders", "--location", Store().ToString()}), all);
  EXPECT_EQ(Show({"orders", "--location", Depot().ToString()}), "0 orders\n");
  const std::string late = Show({"orders", "--late"});
  EXPECT_THAT(late, AllOf(HasSubstr("PO-1"), Not(HasSubstr("PO-2")), HasSubstr("\n1 order\n")));
  EXPECT_EQ(Show({"orders", "--late", "--limit", "1"}), late);
  EXPECT_EQ(Show({"orders", "--late", "--state", "new"}), late);
  EXPECT_EQ(Show({"orders", "--late", "--state", "received"}), "0 orders\n");
  // An hour and a half after the end of its window, and the days from then on.
  EXPECT_THAT(Show({"orders", "--late", "--as-of", "2020-03-01T01:00:00Z"}),
              HasSubstr("  2020-03-01   1 h  "));
  EXPECT_THAT(Show({"orders", "--late", "--as-of", "2020-03-02"}),
              HasSubstr("  2020-03-01  2 days  "));
  EXPECT_EQ(Show({"orders", "--late", "--as-of", "2020-02-28"}), "0 orders\n");
  EXPECT_THAT(Show({"orders", "--as-of", "2020-02-28"}), HasSubstr("\n2 orders\n"));
  const Ended misfit = hub_.Run({"orders", "--late", "--as-of", "yesterday"});
  EXPECT_EQ(misfit.exit, 1);
  EXPECT_THAT(misfit.output, HasSubstr("say a day, 2011-05-31"));
  EXPECT_THAT(Show({"orders", "--limit", "1"}),
              AllOf(HasSubstr("PO-1"), Not(HasSubstr("PO-2")),
                    HasSubstr("\nthe first 1 order; --limit N shows more\n")));
}

TEST_F(OrdersTest, ALimitHasALimit) {
  for (const std::string command : {"orders", "items", "stock", "sales"}) {
    for (const std::string limit : {"0", "1000001", "9223372036854775807"}) {
      const Ended ended = hub_.Run({command, "--limit", limit});
      EXPECT_NE(ended.exit, 0) << command << " " << limit;
      EXPECT_THAT(ended.output, HasSubstr("not in range 1 to 1000000")) << command << " " << limit;
    }
  }
  EXPECT_EQ(Show({"orders", "--limit", "1000000"}), "0 orders\n");
}

TEST_F(OrdersTest, OneOrderByItsNumberWithTheAnswer) {
  const v1::Document order = OrderDueIn("PO-1", absl::CivilDay(2100, 1, 10));
  hub_.Submit(order);
  const std::string name = absl::StrCat("parties/", test::Supplier().ToString(), "/orders/PO-1");
  const std::string open = Show({"orders", name});
  EXPECT_THAT(open, HasSubstr(absl::StrCat("\nfrom ", test::Supplier().ToString(), " Supplier, to ",
                                           Store().ToString(), " Store 1, due ")));
  EXPECT_THAT(open,
              HasSubstr(absl::StrCat("   1  ", Gtin14(1), " Item 1       10    10         0\n")));
  EXPECT_THAT(open, AllOf(HasSubstr(", due 2100-01-10\n"), HasSubstr("\n1 line\n"),
                          Not(HasSubstr("answer"))));
  EXPECT_EQ(Show({"orders", "PO-1"}), open);
  EXPECT_EQ(Show({"orders", "PO-1"}, "supplier-1"), open);
  EXPECT_EQ(Show({"orders", "PO-1", "--supplier", test::Supplier().ToString()}), open);
  const Ended missing = hub_.Run({"orders", "PO-9"});
  EXPECT_EQ(missing.exit, 1);
  EXPECT_THAT(missing.output, AllOf(HasSubstr("there is no order PO-9"),
                                    HasSubstr("parties/4000001000104/orders/PO-17")));
  const Ended misfit = hub_.Run({"orders", "parties/orders/PO-1"});
  EXPECT_EQ(misfit.exit, 1);
  EXPECT_THAT(misfit.output, HasSubstr("as in parties/4000001000104/orders/PO-17"));
  EXPECT_NE(hub_.Run({"orders", "PO-1", "--late"}).exit, 0);
  EXPECT_NE(hub_.Run({"orders", "PO-1", "--limit", "1"}).exit, 0);
  EXPECT_NE(hub_.Run({"orders", ""}).exit, 0);
  EXPECT_NE(hub_.Run({"orders", "--state", ""}).exit, 0);
  EXPECT_EQ(Show({"orders", name, "--supplier", test::Supplier().ToString()}), open);
  const Ended other = hub_.Run({"orders", name, "--supplier", test::Supplier(2).ToString()});
  EXPECT_EQ(other.exit, 1);
  EXPECT_THAT(other.output, HasSubstr("PO-1 is not of --supplier"));

  Say(AnswerTo(order), "supplier-1");
  const std::string answered = Show({"orders", "PO-1"});
  EXPECT_THAT(answered, HasSubstr("backordered         3  capacity      2100-01-20\n"));
  EXPECT_THAT(answered, HasSubstr("rejected            5  out of stock\n"));
  EXPECT_THAT(answered, HasSubstr("\n3 answers\n"));
}

v1::OrderResponseSplit& AddSplit(v1::Document& answer, int64_t count, v1::ResponseOutcome outcome) {
  v1::OrderResponseSplit& split = *answer.mutable_order_response()->mutable_lines(0)->add_splits();
  *split.mutable_quantity() = test::Count(count);
  split.set_outcome(outcome);
  return split;
}

// Accepted as a whole, which is not worth a table.
TEST_F(OrdersTest, APlainAnswerIsNotShown) {
  const v1::Document order = OrderDueIn("PO-1", absl::CivilDay(2100, 1, 10));
  hub_.Submit(order);
  v1::Document answer = AnswerTo(order);
  answer.mutable_order_response()->mutable_lines(0)->clear_splits();
  AddSplit(answer, 10, v1::RESPONSE_OUTCOME_ACCEPTED);
  Say(answer, "supplier-1");
  const std::string shown = Show({"orders", "PO-1"});
  EXPECT_THAT(shown,
              AllOf(HasSubstr("line  item"), HasSubstr("ordered  open  acknowledged  received\n"),
                    Not(HasSubstr("answer"))));
}

// What the answer says, and the ledger whole.
TEST_F(OrdersTest, SubstitutesAndPricesAreShown) {
  v1::Document order = OrderDueIn("PO-1", absl::CivilDay(2100, 1, 10));
  order.mutable_order()->mutable_lines(0)->set_fill_policy(v1::FILL_POLICY_SUBSTITUTE_ALLOWED);
  hub_.Submit(order);
  v1::Document answer = AnswerTo(order);
  answer.mutable_order_response()->mutable_lines(0)->clear_splits();
  v1::OrderResponseSplit& cheaper = AddSplit(answer, 6, v1::RESPONSE_OUTCOME_ACCEPTED);
  *cheaper.mutable_price() = order.order().lines(0).price();
  cheaper.mutable_price()->mutable_money()->set_amount_micros(1'250'000);
  v1::OrderResponseSplit& other = AddSplit(answer, 4, v1::RESPONSE_OUTCOME_SUBSTITUTED);
  other.set_reason(v1::RESPONSE_REASON_OUT_OF_STOCK);
  other.mutable_substitute()->mutable_item()->set_gtin(test::MakeGtin(2));
  other.mutable_substitute()->set_replacement_count(3);
  Say(answer, "supplier-1");
  const std::string shown = Show({"orders", "PO-1"});
  EXPECT_THAT(shown, HasSubstr("ordered  open  acknowledged  substituted  received\n"));
  EXPECT_THAT(shown, HasSubstr(" Item 1       10     0             6            4         0\n"));
  EXPECT_THAT(shown, HasSubstr("  accepted            6  1.25 EUR"));
  EXPECT_THAT(shown, HasSubstr(absl::StrCat("  substituted         4            out of stock  3 x ",
                                            Gtin14(2), " Item 2\n")));
  EXPECT_THAT(shown, Not(HasSubstr("promised")));
}

TEST_F(OrdersTest, WhoCancelledIsToldApart) {
  const v1::Document order = OrderDueIn("PO-1", absl::CivilDay(2100, 1, 10));
  hub_.Submit(order);
  Say(AnswerTo(order), "supplier-1");
  v1::Document cancellation = test::Envelope("OC-1", test::Retailer(), test::Supplier());
  cancellation.set_in_response_to(order.document_id());
  cancellation.set_base_version(2);
  cancellation.mutable_order_cancellation()->set_order_number("PO-1");
  cancellation.mutable_order_cancellation()->set_reason(v1::CANCELLATION_REASON_DEMAND_FELL);
  hub_.Submit(cancellation);
  const std::string shown = Show({"orders", "PO-1"});
  EXPECT_THAT(shown, HasSubstr("ordered  open  rejected  cancelled by buyer  received\n"));
  EXPECT_THAT(shown, HasSubstr(" Item 1       10     0         5                   5         0\n"));
}

}  // namespace
}  // namespace headwater::cli
