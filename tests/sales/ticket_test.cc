#include "hub/sales/ticket_handler.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "hub/exchange/clock_skew.h"
#include "hub/sales/sales_rules.h"
#include "hub/sales/ticket_queries.h"
#include "inventory/stock_world.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kReturn = v1::TICKET_LINE_TYPE_RETURN;
constexpr auto kCharge = v1::TICKET_LINE_TYPE_CHARGE;

class TicketTest : public testing::Test {
 protected:
  v1::SummarizeTicketsResponse Summary() {
    const auto summary = world_.Read(Retailer(), &SummarizeTickets, v1::SummarizeTicketsRequest());
    EXPECT_THAT(summary, IsOk());
    return summary.value_or(v1::SummarizeTicketsResponse());
  }
  StockWorld world_;
};

TEST_F(TicketTest, IsKeptLineByLine) {
  v1::Document document = Selling(At(3), {{Case(1), Count(2), v1::TICKET_LINE_TYPE_SALE, 5'000'000},
                                          {Piece(1), Count(1), kReturn, 900'000},
                                          {"", Count(1), kCharge, -250'000},
                                          {Piece(kWeighed), Weight(500)}});
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_till("T7");
  ticket.set_channel(v1::SALES_CHANNEL_WEB);
  ticket.set_customer_pseudonym("000000000000000000000000000000c1");
  ticket.mutable_lines(0)->set_promotion_code("P");
  ticket.mutable_lines(1)->set_original_ticket_number("OLD-1");
  ticket.mutable_lines(1)->set_return_reason(v1::RETURN_REASON_QUALITY);
  ASSERT_THAT(world_.Submit(document), IsOk());
  EXPECT_THAT(world_.Rows("SELECT location, number, till, sale_time, currency, channel, "
                          "customer_pseudonym, total_micros, document_id FROM ticket"),
              ElementsAre(absl::StrCat(
                  Shop().value(), "|", document.number(), "|T7|", absl::ToUnixMicros(At(3)),
                  "|EUR|2|000000000000000000000000000000c1|9350000|", document.document_id())));
  const std::string own = absl::StrCat(Supplier().value(), "|", Key(Piece(1)));
  EXPECT_THAT(world_.Rows("SELECT line, type, supplier, gtin, quantity, amount_micros, "
                          "promotion_code, original_ticket_number, return_reason "
                          "FROM ticket_line ORDER BY line"),
              ElementsAre(absl::StrCat("1|1|", own, "|12|10000000|P||0"),
                          absl::StrCat("2|2|", own, "|1|-900000||OLD-1|5"), "3|3|0|0|1|-250000|||0",
                          absl::StrCat("4|1|", Supplier().value(), "|", Key(Piece(kWeighed)),
                                       "|500000|500000|||0")));
}

TEST_F(TicketTest, TheSummaryCounts) {
  EXPECT_EQ(Summary().ticket_count(), 0);
  const auto sell = [&](std::string customer, const std::vector<SaleLine>& lines) {
    v1::Document document = Selling(At(1), lines);
    document.mutable_ticket()->set_customer_pseudonym(customer);
    EXPECT_THAT(world_.Submit(document), IsOk());
  };
  sell("000000000000000000000000000000c1", {{Piece(1), Count(1)}, {Piece(2), Count(1)}});
  sell("000000000000000000000000000000c1", {{Piece(1), Count(1), kReturn}});
  sell("", {{"", Count(1), kCharge}, {Piece(1), Count(1)}});
  sell("000000000000000000000000000000c2", {{Piece(kForeign), Count(1)}});
  const auto summary = Summary();
  EXPECT_EQ(summary.ticket_count(), 4);
  EXPECT_EQ(summary.sale_line_count(), 4);
  EXPECT_EQ(summary.return_line_count(), 1);
  EXPECT_EQ(summary.charge_line_count(), 1);
  EXPECT_EQ(summary.customer_count(), 2);
}

TEST_F(TicketTest, IsTheRetailersAlone) {
  ASSERT_THAT(world_.Submit(Selling(At(1), {{Piece(1), Count(1)}})), IsOk());
  EXPECT_THAT(
      world_.Read(Supplier(), &SummarizeTickets, v1::SummarizeTicketsRequest()),
      AllOf(Refused(v1::REASON_SENDER_NOT_ALLOWED), HasCode(absl::StatusCode::kPermissionDenied)));
  v1::Document forged = Selling(At(1), {{Piece(1), Count(1)}});
  forged.set_sender_gln(Supplier().ToString());
  EXPECT_THAT(world_.Submit(forged), Refused(v1::REASON_SENDER_NOT_ALLOWED));
}

TEST_F(TicketTest, AllThatIsWrongIsSaidAtOnce) {
  v1::Document document =
      Selling(At(kNow) + exchange::kClockSkewMax + absl::Microseconds(1),
              {{"", Count(1)},
               {"", Count(1), kReturn},
               {Piece(1), Count(1), kCharge},
               {Piece(77), Count(1)},
               {Piece(1), Weight(1)},
               {Piece(2), Count(1)},
               {Piece(3), Count(1'000'000'000'000), v1::TICKET_LINE_TYPE_SALE, 1'000'000'000}},
              Depot());
  document.mutable_ticket()->mutable_lines(5)->mutable_unit_price()->set_currency_code("GBP");
  const auto refused = world_.Submit(document);
  EXPECT_THAT(refused, AllOf(HasViolation("ticket.location_gln", v1::REASON_LOCATION_NOT_FOUND),
                             HasViolation("ticket.sale_time", v1::REASON_PERIOD_IN_FUTURE),
                             HasViolation("ticket.lines[0].item", v1::REASON_FIELD_REQUIRED),
                             HasViolation("ticket.lines[1].item", v1::REASON_FIELD_REQUIRED),
                             HasViolation("ticket.lines[2].item", v1::REASON_FIELD_UNKNOWN)));
  EXPECT_THAT(
      refused,
      AllOf(
          HasViolation("ticket.lines[3].item.gtin", v1::REASON_ITEM_NOT_FOUND),
          HasViolation("ticket.lines[4].quantity.measure", v1::REASON_UNIT_MISMATCH),
          HasViolation("ticket.lines[5].unit_price.currency_code", v1::REASON_CURRENCY_MISMATCH),
          HasViolation("ticket.lines[6].unit_price.amount_micros", v1::REASON_NUMBER_OUT_OF_RANGE),
          ViolationCount(9)));
  EXPECT_THAT(world_.Rows("SELECT * FROM ticket_line"), IsEmpty());
  EXPECT_THAT(world_.Rows("SELECT * FROM stock"), IsEmpty());
  EXPECT_EQ(Summary().ticket_count(), 0);
}

TEST_F(TicketTest, ATotalAtTheLimitAndOnePastIt) {
  // Ten lines of a thousand million are the most.
  std::vector<SaleLine> lines(
      10, {Piece(1), Count(1), v1::TICKET_LINE_TYPE_SALE, kAmountMicrosMax / 10});
  EXPECT_THAT(world_.Submit(Selling(At(1), lines)), IsOk());
  lines.push_back({Piece(1), Count(1), v1::TICKET_LINE_TYPE_SALE, 1});
  EXPECT_THAT(world_.Submit(Selling(At(1), lines)),
              AllOf(HasViolation("ticket.lines[10].unit_price.amount_micros",
                                 v1::REASON_NUMBER_OUT_OF_RANGE),
                    HasCode(absl::StatusCode::kInvalidArgument)));
}

}  // namespace
}  // namespace headwater::sales
