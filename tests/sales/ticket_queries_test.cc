#include "hub/sales/ticket_queries.h"

#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/sales/ticket_statements.h"
#include "inventory/stock_world.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr auto kSale = v1::TICKET_LINE_TYPE_SALE;
constexpr auto kReturn = v1::TICKET_LINE_TYPE_RETURN;
constexpr auto kCharge = v1::TICKET_LINE_TYPE_CHARGE;
constexpr char kCustomer[] = "0123456789abcdef0123456789abcdef";

std::string LocationOf(base::Gln location) {
  return absl::StrCat("locations/", location.ToString());
}
std::string NameOf(base::Gln location, std::string_view number) {
  return absl::StrCat(LocationOf(location), "/tickets/", std::string(number));
}

class TicketQueriesTest : public testing::Test {
 protected:
  void Sell(std::string_view number, absl::Time time, const std::vector<SaleLine>& lines,
            base::Gln location = Shop(), const std::string& customer = "") {
    v1::Document document = Selling(time, lines, location);
    document.set_number(std::string(number));
    document.mutable_ticket()->set_customer_pseudonym(customer);
    EXPECT_THAT(world_.Submit(document), IsOk());
  }
  // By location, time and number: A2, A1, A3 at Shop(); B1, B2 at FarShop().
  void SellAll() {
    Sell("A1", At(2), {{Piece(1), Count(1)}});
    Sell("A2", At(1), {{Case(1), Count(1)}, {Piece(2), Count(1), kReturn}});
    Sell("A3", At(2), {{"", Count(1), kCharge}}, Shop(), kCustomer);
    Sell("B2", At(3), {{Piece(2), Count(1)}, {Piece(1), Count(1), kReturn}}, FarShop());
    Sell("B1", At(1), {{Piece(kForeign), Count(1)}}, FarShop(), kCustomer);
  }

  static v1::ListTicketsRequest Of(const std::string& parent) {
    v1::ListTicketsRequest request;
    request.set_parent(parent);
    return request;
  }
  absl::StatusOr<v1::ListTicketsResponse> List(const v1::ListTicketsRequest& request,
                                               base::Gln caller = Retailer()) {
    return world_.Read(caller, &ListTickets, request);
  }
  std::vector<std::string> Numbers(const v1::ListTicketsRequest& request) {
    const auto response = List(request);
    EXPECT_THAT(response, IsOk());
    std::vector<std::string> numbers;
    if (!response.ok()) return numbers;
    for (const auto& ticket : response->tickets()) numbers.push_back(ticket.ticket_number());
    return numbers;
  }
  absl::StatusOr<v1::TicketRecord> Get(const std::string& name, base::Gln caller = Retailer()) {
    v1::GetTicketRequest request;
    request.set_name(name);
    return world_.Read(caller, &GetTicket, request);
  }

  StockWorld world_;
};

TEST_F(TicketQueriesTest, ATicketTellsAllThatIsKnown) {
  v1::Document document = Selling(At(3), {{Case(1), Count(2), kSale, 5'000'000},
                                          {Piece(1), Count(1), kReturn, 900'000},
                                          {"", Weight(500), kCharge, -250'000},
                                          {Piece(kWeighed), Weight(500)}});
  document.set_number("T/7-1");
  v1::Ticket& ticket = *document.mutable_ticket();
  ticket.set_till("T7");
  ticket.set_channel(v1::SALES_CHANNEL_WEB);
  ticket.set_customer_pseudonym(kCustomer);
  ticket.set_currency_code("GBP");
  for (v1::TicketLine& line : *ticket.mutable_lines()) {
    line.mutable_unit_price()->set_currency_code("GBP");
  }
  ticket.mutable_lines(0)->set_promotion_code("P");
  ticket.mutable_lines(1)->set_original_ticket_number("OLD-1");
  ticket.mutable_lines(1)->set_return_reason(v1::RETURN_REASON_QUALITY);
  ASSERT_THAT(world_.Submit(document), IsOk());

  const auto record = Get(NameOf(Shop(), "T/7-1"));
  ASSERT_THAT(record, IsOk());
  EXPECT_EQ(record->name(), NameOf(Shop(), "T/7-1"));
  EXPECT_EQ(record->location_gln(), Shop().ToString());
  EXPECT_EQ(record->ticket_number(), "T/7-1");
  EXPECT_EQ(record->till(), "T7");
  EXPECT_EQ(exchange::TimeOf(record->sale_time()), At(3));
  EXPECT_EQ(record->channel(), v1::SALES_CHANNEL_WEB);
  EXPECT_EQ(record->customer_pseudonym(), kCustomer);
  // 10 less 0.90, less 0.125, and 0.50.
  EXPECT_EQ(record->total().amount_micros(), 9'475'000);
  EXPECT_EQ(record->total().currency_code(), "GBP");
  EXPECT_EQ(record->document_id(), document.document_id());
  ASSERT_EQ(record->lines_size(), 4);

  const v1::TicketLineRecord& sold = record->lines(0);
  EXPECT_EQ(sold.line_number(), 1);
  EXPECT_EQ(sold.type(), kSale);
  EXPECT_EQ(sold.supplier_gln(), Supplier().ToString());
  EXPECT_EQ(exchange::GtinOf(sold.gtin()), exchange::GtinOf(Piece(1)));
  EXPECT_EQ(sold.quantity(), 2 * kCaseCount);
  EXPECT_EQ(sold.measure_unit_code(), "");
  EXPECT_EQ(sold.amount().amount_micros(), 10'000'000);
  EXPECT_EQ(sold.amount().currency_code(), "GBP");
  EXPECT_EQ(sold.promotion_code(), "P");
  EXPECT_EQ(sold.return_reason(), v1::RETURN_REASON_UNSPECIFIED);

  const v1::TicketLineRecord& returned = record->lines(1);
  EXPECT_EQ(returned.type(), kReturn);
  EXPECT_EQ(returned.quantity(), 1);
  EXPECT_EQ(returned.amount().amount_micros(), -900'000);
  EXPECT_EQ(returned.original_ticket_number(), "OLD-1");
  EXPECT_EQ(returned.return_reason(), v1::RETURN_REASON_QUALITY);

  // A charge by measure keeps its unit; it has no item that could tell it.
  const v1::TicketLineRecord& charge = record->lines(2);
  EXPECT_EQ(charge.type(), kCharge);
  EXPECT_EQ(charge.supplier_gln(), "");
  EXPECT_EQ(charge.gtin(), "");
  EXPECT_EQ(charge.quantity(), 500'000);
  EXPECT_EQ(charge.measure_unit_code(), "KGM");
  EXPECT_EQ(charge.amount().amount_micros(), -125'000);

  const v1::TicketLineRecord& weighed = record->lines(3);
  EXPECT_EQ(weighed.quantity(), 500'000);
  EXPECT_EQ(weighed.measure_unit_code(), "KGM");

  const auto listed = List(Of(LocationOf(Shop())));
  ASSERT_THAT(listed, IsOk());
  ASSERT_EQ(listed->tickets_size(), 1);
  EXPECT_EQ(listed->tickets(0).SerializeAsString(), record->SerializeAsString());
}

TEST_F(TicketQueriesTest, FiltersGoTogether) {
  SellAll();
  EXPECT_THAT(Numbers(Of("locations/-")), ElementsAre("A2", "A1", "A3", "B1", "B2"));
  EXPECT_THAT(Numbers(Of(LocationOf(Shop()))), ElementsAre("A2", "A1", "A3"));
  EXPECT_THAT(Numbers(Of(LocationOf(Depot()))), IsEmpty());

  auto of_item = Of("locations/-");
  of_item.set_gtin(Piece(1));
  EXPECT_THAT(Numbers(of_item), ElementsAre("A2", "A1", "B2"));
  of_item.set_gtin(Case(1));
  EXPECT_THAT(Numbers(of_item), ElementsAre("A2", "A1", "B2"));
  of_item.set_gtin(Piece(77));
  EXPECT_THAT(Numbers(of_item), IsEmpty());

  auto of_type = Of("locations/-");
  of_type.set_line_type(kReturn);
  EXPECT_THAT(Numbers(of_type), ElementsAre("A2", "B2"));
  of_type.set_line_type(kCharge);
  EXPECT_THAT(Numbers(of_type), ElementsAre("A3"));
  // One line is both: on A2 the item was bought, and another one came back.
  of_type.set_line_type(kReturn);
  of_type.set_gtin(Case(1));
  EXPECT_THAT(Numbers(of_type), ElementsAre("B2"));

  auto of_customer = Of("locations/-");
  of_customer.set_customer_pseudonym(kCustomer);
  EXPECT_THAT(Numbers(of_customer), ElementsAre("A3", "B1"));
  of_customer.set_line_type(kCharge);
  EXPECT_THAT(Numbers(of_customer), ElementsAre("A3"));
  of_customer.clear_line_type();
  of_customer.set_gtin(Piece(kForeign));
  EXPECT_THAT(Numbers(of_customer), ElementsAre("B1"));
  of_customer.set_line_type(kReturn);
  EXPECT_THAT(Numbers(of_customer), IsEmpty());
}

TEST_F(TicketQueriesTest, TheStartIsInAndTheEndIsNot) {
  SellAll();
  using Numbered = std::vector<std::string>;
  for (const bool by_line : {false, true}) {
    auto request = Of("locations/-");
    if (by_line) request.set_line_type(kSale);
    const Numbered at_two = by_line ? Numbered{"A1"} : Numbered{"A1", "A3"};
    Numbered from_two = at_two;
    from_two.emplace_back("B2");
    *request.mutable_start_time() = exchange::TimestampOf(absl::ToUnixMicros(At(2)));
    EXPECT_EQ(Numbers(request), from_two);
    *request.mutable_end_time() = exchange::TimestampOf(absl::ToUnixMicros(At(3)));
    EXPECT_EQ(Numbers(request), at_two);
    *request.mutable_end_time() = exchange::TimestampOf(absl::ToUnixMicros(At(3)) + 1);
    EXPECT_EQ(Numbers(request), from_two);
    *request.mutable_end_time() = request.start_time();
    EXPECT_THAT(Numbers(request), IsEmpty());
    request.clear_start_time();
    EXPECT_THAT(Numbers(request), ElementsAre("A2", "B1"));
    *request.mutable_start_time() = exchange::TimestampOf(absl::ToUnixMicros(At(2)) + 1);
    EXPECT_THAT(List(request), AllOf(HasViolation("end_time", v1::REASON_INTERVAL_INVERTED),
                                     HasCode(absl::StatusCode::kInvalidArgument)));
  }
}

TEST_F(TicketQueriesTest, EveryPageSizeGivesTheWholeInOrder) {
  SellAll();
  auto late = Of("locations/-");
  *late.mutable_start_time() = exchange::TimestampOf(absl::ToUnixMicros(At(2)));
  auto of_item = Of("locations/-");
  of_item.set_gtin(Piece(1));
  // On one ticket many times: it comes once.
  Sell("B3", At(4), {{Piece(1), Count(1)}, {Case(1), Count(1)}, {Piece(1), Count(1), kReturn}},
       FarShop(), kCustomer);
  auto of_type = Of("locations/-");
  of_type.set_line_type(kSale);
  auto of_customer = Of("locations/-");
  of_customer.set_customer_pseudonym(kCustomer);
  auto item_sold = of_item;
  item_sold.set_line_type(kSale);
  for (const auto& filter : {Of("locations/-"), Of(LocationOf(Shop())), late, of_item, of_type,
                             of_customer, item_sold}) {
    const std::vector<std::string> whole = Numbers(filter);
    ASSERT_GE(whole.size(), 3u);
    for (int size = 1; size <= static_cast<int>(whole.size()) + 1; ++size) {
      std::vector<std::string> pages;
      auto request = filter;
      request.set_page_size(size);
      do {
        const auto response = List(request);
        ASSERT_THAT(response, IsOk());
        ASSERT_LE(response->tickets_size(), size);
        ASSERT_GE(response->tickets_size(), 1) << "no page is empty";
        for (const auto& ticket : response->tickets()) pages.push_back(ticket.ticket_number());
        request.set_page_token(response->next_page_token());
      } while (!request.page_token().empty());
      EXPECT_EQ(pages, whole) << filter.ShortDebugString() << " by " << size;
    }
  }
}

TEST_F(TicketQueriesTest, ATokenOfAnotherListIsRefused) {
  SellAll();
  auto request = Of("locations/-");
  request.set_page_size(1);
  const auto response = List(request);
  ASSERT_THAT(response, IsOk());
  request.set_page_token(response->next_page_token());
  ASSERT_FALSE(request.page_token().empty());
  request.set_parent(LocationOf(FarShop()));
  EXPECT_THAT(List(request), Refused(v1::REASON_PAGE_TOKEN_INVALID));
}

// Tickets of the most lines that one may have, with all that a line may say.
TEST_F(TicketQueriesTest, APageOfBigTicketsEndsBeforeItIsTooBig) {
  const std::string long_text(35, 'x');
  const auto big_sale = [&](int hour) {
    v1::Document document = Selling(At(hour), std::vector<SaleLine>(5000, {Piece(1), Count(1)}));
    for (v1::TicketLine& line : *document.mutable_ticket()->mutable_lines()) {
      line.set_promotion_code(long_text);
      line.set_original_ticket_number(long_text);
    }
    return document;
  };
  std::vector<std::string> told;
  for (int hour = 1; hour <= 4; ++hour) {
    const v1::Document document = big_sale(hour);
    ASSERT_THAT(world_.Submit(document), IsOk());
    told.push_back(document.number());
  }
  Sell("SMALL", At(5), {{Piece(1), Count(1)}});
  told.emplace_back("SMALL");

  auto request = Of(LocationOf(Shop()));
  std::vector<std::string> seen;
  int pages = 0;
  do {
    const auto response = List(request);
    ASSERT_THAT(response, IsOk());
    EXPECT_LE(response->ByteSizeLong(), kTicketPageBytesMax + 1024);
    EXPECT_GE(response->tickets_size(), 1);
    if (pages++ == 0) {
      EXPECT_GT(response->ByteSizeLong(), kTicketPageBytesMax / 2);
    }
    for (const auto& ticket : response->tickets()) {
      seen.push_back(ticket.ticket_number());
      EXPECT_EQ(ticket.lines_size(), ticket.ticket_number() == "SMALL" ? 1 : 5000);
      EXPECT_LE(ticket.ByteSizeLong(), kTicketPageBytesMax / 2);
    }
    request.set_page_token(response->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(seen, told);
  EXPECT_EQ(pages, 2);
}

TEST_F(TicketQueriesTest, WhatIsNotThereIsNotFound) {
  SellAll();
  for (const std::string& name : {NameOf(Shop(), "A9"), NameOf(FarShop(), "A1"),
                                  NameOf(MakeGln(99), "A1"), NameOf(Shop(), "A1/")}) {
    EXPECT_THAT(Get(name),
                AllOf(Refused(v1::REASON_NOT_FOUND), HasCode(absl::StatusCode::kNotFound)))
        << name;
  }
  EXPECT_THAT(List(Of(LocationOf(MakeGln(99)))),
              AllOf(Refused(v1::REASON_NOT_FOUND), HasCode(absl::StatusCode::kNotFound)));
  for (const std::string name : {"tickets/A1", "locations/1/tickets/", "locations/1"}) {
    EXPECT_THAT(Get(name), Refused(v1::REASON_ARGUMENT_INVALID)) << name;
  }
  for (const std::string parent : {"parties/-", "locations/", "locations/17", "locations/-/x"}) {
    EXPECT_THAT(List(Of(parent)), Refused(v1::REASON_ARGUMENT_INVALID)) << parent;
  }
}

// Of its own item, of another's, of what is not there, and of what is no question at all.
TEST_F(TicketQueriesTest, ASupplierIsToldTheSameWhateverItAsks) {
  SellAll();
  auto retailers = Of("locations/-");
  retailers.set_page_size(1);
  const auto page = List(retailers);
  ASSERT_THAT(page, IsOk());

  std::vector<absl::Status> answers;
  for (const std::string& name : {NameOf(Shop(), "A1"), NameOf(Shop(), "A9"),
                                  NameOf(MakeGln(99), "A1"), std::string("tickets/A1")}) {
    answers.push_back(Get(name, Supplier()).status());
  }
  auto stolen = retailers;
  stolen.set_page_token(page->next_page_token());
  auto foreign = Of("locations/-");
  foreign.set_gtin(Piece(kForeign));
  auto unknown = Of("locations/-");
  unknown.set_gtin(Piece(77));
  auto broken = Of("locations/-");
  broken.set_page_token("x");
  for (const auto& request :
       {Of("locations/-"), Of(LocationOf(Shop())), Of(LocationOf(OtherDepot())),
        Of(LocationOf(MakeGln(99))), Of("parties/-"), stolen, foreign, unknown, broken}) {
    answers.push_back(List(request, Supplier()).status());
  }
  answers.push_back(
      world_.Read(Supplier(), &SummarizeTickets, v1::SummarizeTicketsRequest()).status());
  for (const absl::Status& answer : answers) {
    EXPECT_THAT(answer, AllOf(Refused(v1::REASON_SENDER_NOT_ALLOWED),
                              HasCode(absl::StatusCode::kPermissionDenied)));
    EXPECT_EQ(answer, answers[0]);
  }
}

// What has no index is searched in stretches; a page may be empty and yet go on.
TEST_F(TicketQueriesTest, APageEndsAfterSoManyExamined) {
  Sell("A", At(1), {{Piece(1), Count(1)}}, Shop(), kCustomer);
  // That ticket over and over, up to one more than are examined for a page.
  const std::string numbers =
      absl::StrCat("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ",
                   kTicketsExaminedMax, ")");
  world_.Execute(absl::StrCat(
      "INSERT INTO ticket ", numbers,
      " SELECT location, number || i, till, sale_time + i, currency, channel, "
      "customer_pseudonym, total_micros, document_id FROM ticket, n WHERE number = 'A'"));
  world_.Execute(absl::StrCat(
      "INSERT INTO ticket_line ", numbers,
      " SELECT location, number || i, line, sale_time + i, type, supplier, gtin, quantity, "
      "charge_unit, amount_micros, promotion_code, original_ticket_number, return_reason "
      "FROM ticket_line, n WHERE number = 'A'"));
  Sell("B", At(2), {{Piece(1), Count(1), kReturn}}, FarShop(), kCustomer);

  auto of_type = Of("locations/-");
  of_type.set_line_type(kReturn);
  auto of_item = of_type;
  of_item.set_gtin(Piece(1));
  auto of_customer = of_type;
  of_customer.set_customer_pseudonym(kCustomer);
  for (auto request : {of_type, of_item, of_customer}) {
    const auto empty = List(request);
    ASSERT_THAT(empty, IsOk());
    EXPECT_EQ(empty->tickets_size(), 0) << request.ShortDebugString();
    ASSERT_NE(empty->next_page_token(), "") << request.ShortDebugString();
    request.set_page_token(empty->next_page_token());
    const auto found = List(request);
    ASSERT_THAT(found, IsOk());
    ASSERT_EQ(found->tickets_size(), 1) << request.ShortDebugString();
    EXPECT_EQ(found->tickets(0).ticket_number(), "B");
    EXPECT_EQ(found->next_page_token(), "");
  }
}

// Locations without a ticket that fits count too: one is gone on at, from its first ticket.
TEST_F(TicketQueriesTest, APageEndsAfterSoManyLocations) {
  Sell("A", At(1), {{Piece(1), Count(1)}});
  world_.Execute(
      absl::StrCat("INSERT INTO ticket WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 "
                   "FROM n WHERE i < ",
                   kTicketsExaminedMax,
                   ") SELECT location + i * 10, number, till, sale_time, currency, channel, "
                   "CASE WHEN i < ",
                   kTicketsExaminedMax, " THEN '' ELSE '", kCustomer,
                   "' END, total_micros, document_id FROM ticket, n"));
  world_.Execute(absl::StrCat(
      "INSERT INTO ticket_line SELECT location + 10 * ", kTicketsExaminedMax,
      ", number, line, sale_time, type, supplier, gtin, quantity, charge_unit, amount_micros, "
      "promotion_code, original_ticket_number, return_reason FROM ticket_line"));
  auto request = Of("locations/-");
  request.set_customer_pseudonym(kCustomer);
  const auto empty = List(request);
  ASSERT_THAT(empty, IsOk());
  EXPECT_EQ(empty->tickets_size(), 0);
  ASSERT_NE(empty->next_page_token(), "");
  request.set_page_token(empty->next_page_token());
  const auto found = List(request);
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->tickets_size(), 1);
  EXPECT_EQ(found->next_page_token(), "");
}

// A page is read from where it begins, however many tickets and locations there are.
TEST_F(TicketQueriesTest, EveryStatementBeginsAtItsPage) {
  const auto plan_of = [&](const store::Sql& sql) {
    std::string text(sql.text);
    for (int i = 8; i > 0; --i) text = absl::StrReplaceAll(text, {{absl::StrCat("$", i), "7"}});
    return absl::StrJoin(world_.Rows(absl::StrCat("EXPLAIN QUERY PLAN ", text)), "\n");
  };
  for (const store::Sql* sql :
       {&kGetTicket, &kListTickets, &kListTicketsOfType, &kListTicketsOfItem,
        &kListTicketsOfCustomer, &kNextTicketLocation, &kTicketLines}) {
    EXPECT_THAT(plan_of(*sql), AllOf(Not(HasSubstr("TEMP B-TREE")), Not(HasSubstr("SCAN"))))
        << sql->name;
  }
  EXPECT_THAT(plan_of(kGetTicket), HasSubstr("(location=? AND number=?)"));
  const std::string page = "location=? AND (sale_time,number)>(?,?) AND sale_time<?)";
  for (const store::Sql* sql : {&kListTickets, &kListTicketsOfType}) {
    EXPECT_THAT(plan_of(*sql), HasSubstr("ticket_by_time (" + page)) << sql->name;
  }
  EXPECT_THAT(plan_of(kListTicketsOfCustomer),
              HasSubstr("ticket_by_customer (customer_pseudonym=? AND " + page));
  EXPECT_THAT(plan_of(kListTicketsOfItem),
              HasSubstr("COVERING INDEX ticket_line_by_item (gtin=? AND " + page));
  for (const store::Sql* sql : {&kListTicketsOfType, &kListTicketsOfCustomer}) {
    EXPECT_THAT(plan_of(*sql), HasSubstr("SEARCH l USING PRIMARY KEY (location=? AND number=?)"))
        << sql->name;
  }
  EXPECT_THAT(plan_of(kNextTicketLocation), HasSubstr("(location>?)"));
  EXPECT_THAT(plan_of(kTicketLines), HasSubstr("(location=? AND number=?)"));
}

}  // namespace
}  // namespace headwater::sales
