// Each limit at the limit and one past it.
#include <string>

#include "exchange_shape/edit.h"
#include "exchange_shape/samples.h"
#include "gtest/gtest.h"
#include "headwater/v1/catalogue.pb.h"
#include "headwater/v1/exchange.pb.h"
#include "headwater/v1/ordering.pb.h"
#include "headwater/v1/sales.pb.h"
#include "hub/exchange/validator.h"

namespace headwater::exchange {
namespace {

using shape::Edit;
using shape::ValidDocument;

// "path: REASON" of each violation, one a line.
std::string Verdict(const google::protobuf::Message& message) {
  Violations violations;
  Validate(message, FieldPath(), violations);
  std::string lines;
  for (const v1::Violation& violation : violations.list()) {
    absl::StrAppend(&lines, violation.field_path(), ": ", v1::Reason_Name(violation.reason()),
                    "\n");
  }
  return lines;
}

TEST(ValidatorLimitsTest, LengthsCountCharactersNotBytes) {
  v1::Document document = ValidDocument(v1::Document::kParty);
  std::string name;
  for (int i = 0; i < 200; ++i) name += "ü";
  document.mutable_party()->set_display_name(name);
  EXPECT_EQ(Verdict(document), "");
  document.mutable_party()->set_display_name(name + "x");
  EXPECT_EQ(Verdict(document), "party.display_name: REASON_TEXT_TOO_LONG\n");
}

TEST(ValidatorLimitsTest, References) {
  v1::Document document = ValidDocument(v1::Document::kParty);
  document.set_number(std::string(35, 'A'));
  EXPECT_EQ(Verdict(document), "");
  document.set_number(std::string(36, 'A'));
  EXPECT_EQ(Verdict(document), "number: REASON_TEXT_TOO_LONG\n");
  document.set_number("a.-_/ Z09");
  EXPECT_EQ(Verdict(document), "");
}

TEST(ValidatorLimitsTest, Numbers) {
  v1::Document document = ValidDocument(v1::Document::kOrder);
  v1::OrderLine& line = *document.mutable_order()->mutable_lines(0);
  for (const int64_t good : {int64_t{1}, int64_t{1'000'000'000'000}}) {
    line.mutable_quantity()->set_count(good);
    EXPECT_EQ(Verdict(document), "");
  }
  for (const int64_t bad :
       {int64_t{0}, int64_t{1'000'000'000'001}, int64_t{-1}, INT64_MIN, INT64_MAX}) {
    line.mutable_quantity()->set_count(bad);
    EXPECT_EQ(Verdict(document), "order.lines[0].quantity.count: REASON_NUMBER_OUT_OF_RANGE\n");
  }
}

TEST(ValidatorLimitsTest, SignsBelongToTheFieldThatHoldsTheAmount) {
  // POSITIVE, zero or more, and ANY, of one type.
  v1::Document order = ValidDocument(v1::Document::kOrder);
  order.mutable_order()->mutable_lines(0)->mutable_quantity()->set_count(0);
  EXPECT_NE(Verdict(order), "");
  v1::Document receiving = ValidDocument(v1::Document::kReceivingAdvice);
  receiving.mutable_receiving_advice()->mutable_lines(0)->mutable_received()->set_count(0);
  EXPECT_EQ(Verdict(receiving), "");
  v1::Document movement = ValidDocument(v1::Document::kStockMovement);
  auto* const quantity = movement.mutable_stock_movement()->mutable_lines(0)->mutable_quantity();
  quantity->mutable_measure()->set_unit_code("KGM");
  quantity->mutable_measure()->set_value_micros(-1);
  EXPECT_EQ(Verdict(movement), "");
  // On its own a quantity is zero or more.
  v1::Quantity alone;
  alone.set_count(0);
  EXPECT_EQ(Verdict(alone), "");
  alone.set_count(-1);
  EXPECT_EQ(Verdict(alone), "count: REASON_NUMBER_OUT_OF_RANGE\n");
}

TEST(ValidatorLimitsTest, Items) {
  v1::Document document = shape::ValidSalesReport(5000);
  EXPECT_EQ(Verdict(document), "");
  auto* const section = document.mutable_sales_report()->mutable_by_location(0);
  *section->add_lines() = section->lines(0);
  EXPECT_EQ(Verdict(document), "sales_report.by_location[0].lines: REASON_TOO_MANY_ITEMS\n");
}

TEST(ValidatorLimitsTest, Instants) {
  v1::Document document = ValidDocument(v1::Document::kParty);
  for (const auto& [seconds, nanos, good] :
       std::vector<std::tuple<int64_t, int32_t, bool>>{{0, 0, true},
                                                       {253'402'300'799, 999'999'999, true},
                                                       {253'402'300'800, 0, false},
                                                       {-1, 999'999'999, false},
                                                       {0, 1'000'000'000, false},
                                                       {0, -1, false},
                                                       {INT64_MAX, INT32_MAX, false}}) {
    document.mutable_issue_time()->set_seconds(seconds);
    document.mutable_issue_time()->set_nanos(nanos);
    EXPECT_EQ(Verdict(document), good ? "" : "issue_time: REASON_TIME_INVALID\n");
  }
}

TEST(ValidatorLimitsTest, Days) {
  v1::ListSalesRequest request;
  request.set_parent("parties/-");
  v1::DateInterval& interval = *request.mutable_interval();
  for (v1::Date* date : {interval.mutable_first_date(), interval.mutable_last_date()}) {
    date->set_year(1970);
    date->set_month(1);
    date->set_day(1);
  }
  EXPECT_EQ(Verdict(request), "");  // one day
  interval.mutable_first_date()->set_day(2);
  EXPECT_EQ(Verdict(request), "interval: REASON_INTERVAL_INVERTED\n");
  interval.mutable_last_date()->set_year(9999);
  EXPECT_EQ(Verdict(request), "");
  interval.mutable_last_date()->set_year(10000);
  EXPECT_EQ(Verdict(request), "interval.last_date.year: REASON_NUMBER_OUT_OF_RANGE\n");
}

TEST(ValidatorLimitsTest, ReadRequestsHaveRulesToo) {
  v1::ListOrdersRequest request;
  request.set_page_size(-1);
  request.set_page_token(std::string(501, 'x'));
  request.add_states(v1::ORDER_STATE_NEW);
  request.add_states(static_cast<v1::OrderState>(99));
  request.set_ship_to_gln("x");
  EXPECT_EQ(Verdict(request),
            "parent: REASON_FIELD_REQUIRED\n"
            "page_size: REASON_NUMBER_OUT_OF_RANGE\n"
            "page_token: REASON_TEXT_TOO_LONG\n"
            "states[1]: REASON_ENUM_UNKNOWN\n"
            "ship_to_gln: REASON_GS1_KEY_CHARACTERS\n");
}

TEST(ValidatorLimitsTest, TextsOfAListHaveTheRulesOfTheirField) {
  v1::BatchGetTradeItemsRequest request;
  EXPECT_EQ(Verdict(request), "names: REASON_TOO_FEW_ITEMS\n");
  request.add_names("tradeItems/4000001000012");
  EXPECT_EQ(Verdict(request), "");
  request.add_names(std::string(100, 'x'));
  EXPECT_EQ(Verdict(request), "");
  request.add_names(std::string(101, 'x'));
  request.add_names("\n");
  EXPECT_EQ(Verdict(request),
            "names[2]: REASON_TEXT_TOO_LONG\n"
            "names[3]: REASON_TEXT_CHARACTERS\n");
}

TEST(ValidatorLimitsTest, UnitsNestedAsDeepAsAParserReads) {
  v1::Document document = ValidDocument(v1::Document::kDespatchAdvice);
  v1::LogisticUnit* unit = document.mutable_despatch_advice()->mutable_logistic_units(0);
  for (int depth = 0; depth < 95; ++depth) {
    unit = unit->add_units();
    unit->set_sscc("340000010000000013");
  }
  unit->set_sscc("1");
  Violations violations;
  Validate(document, FieldPath(), violations);
  ASSERT_EQ(violations.list().size(), 1u);
  EXPECT_EQ(violations.list()[0].reason(), v1::REASON_GS1_KEY_LENGTH);
}

TEST(ValidatorLimitsTest, AFloodOfViolationsIsCounted) {
  v1::Document document = ValidDocument(v1::Document::kOrder);
  for (int i = 0; i < 20'000; ++i) document.mutable_order()->add_lines();
  Violations violations;
  Validate(document, FieldPath(), violations);
  EXPECT_EQ(violations.list().size(), 1000u);
  EXPECT_EQ(violations.list()[0].reason(), v1::REASON_TOO_MANY_ITEMS);
  EXPECT_NE(
      violations.ToStatus().message().find("and 100000 more violations, the last 99001 not listed"),
      absl::string_view::npos);
}

}  // namespace
}  // namespace headwater::exchange
