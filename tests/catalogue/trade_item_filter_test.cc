#include "hub/catalogue/trade_item_filter.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>

#include "catalogue/items.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/catalogue_rules.h"

namespace headwater::catalogue {
namespace {

using test::AddPack;
using test::HasViolation;
using test::IsOk;
using test::MakeCased;
using test::MakeGtin;
using test::MakeGtin14;
using test::MakeItem;
using test::MakeWeighed;
using test::Refused;
using test::ViolationCount;
using Request = v1::ListTradeItemsRequest;

using End = std::optional<int64_t>;

v1::IntegerRange Range(End min, End max) {
  v1::IntegerRange range;
  if (min.has_value()) range.set_min(*min);
  if (max.has_value()) range.set_max(*max);
  return range;
}

// Whether a piece of the item costs so much, in millionths of a euro.
bool Costs(const v1::TradeItem& item, End min, End max, const std::string& currency = "EUR") {
  Request request;
  request.mutable_price()->set_currency_code(currency);
  if (min.has_value()) request.mutable_price()->set_min_micros(*min);
  if (max.has_value()) request.mutable_price()->set_max_micros(*max);
  return Fits(item, request);
}

v1::TradeItem Priced(v1::TradeItem item, int64_t micros) {
  item.mutable_price()->mutable_money()->set_amount_micros(micros);
  return item;
}

TEST(Fits, NothingAskedFitsAll) {
  EXPECT_TRUE(Fits(MakeItem(1), {}));
  v1::TradeItem gone = MakeItem(1);
  gone.set_base_orderable(false);
  gone.set_discontinued(true);
  EXPECT_TRUE(Fits(gone, {}));
}

TEST(Fits, BothEndsAreInTheRange) {
  v1::TradeItem item = MakeItem(1);
  item.set_minimum_order_quantity(4);
  const auto fits = [&item](End min, End max) {
    Request request;
    *request.mutable_minimum_order_quantity() = Range(min, max);
    return Fits(item, request);
  };
  EXPECT_TRUE(fits(4, 4));
  EXPECT_TRUE(fits(4, std::nullopt));
  EXPECT_TRUE(fits(std::nullopt, 4));
  EXPECT_TRUE(fits(std::nullopt, std::nullopt));
  EXPECT_FALSE(fits(5, std::nullopt));
  EXPECT_FALSE(fits(std::nullopt, 3));
  EXPECT_FALSE(fits(5, 9));
}

// The contract: a multiple of 0 is one of 1, and no minimum is one of 0.
TEST(Fits, MultipleAndMinimumAreAlwaysKnown) {
  const v1::TradeItem plain = MakeItem(1);
  v1::TradeItem dozens = MakeItem(1);
  dozens.set_order_multiple(12);
  dozens.set_minimum_order_quantity(24);
  Request one;
  *one.mutable_order_multiple() = Range(1, 1);
  EXPECT_TRUE(Fits(plain, one));
  EXPECT_FALSE(Fits(dozens, one));
  Request zero;
  *zero.mutable_order_multiple() = Range(0, 0);
  EXPECT_FALSE(Fits(plain, zero));
  Request none;
  *none.mutable_minimum_order_quantity() = Range(std::nullopt, 0);
  EXPECT_TRUE(Fits(plain, none));
  EXPECT_FALSE(Fits(dozens, none));
  *none.mutable_minimum_order_quantity() = Range(24, 24);
  EXPECT_TRUE(Fits(dozens, none));
}

TEST(Fits, OrderableIsAnyPackOfWhatIsStillSupplied) {
  Request orderable;
  orderable.set_orderable(true);
  Request not_orderable;
  not_orderable.set_orderable(false);
  const auto expect = [&](const v1::TradeItem& item, bool can_be) {
    EXPECT_EQ(CanBeOrdered(item), can_be);
    EXPECT_EQ(Fits(item, orderable), can_be);
    EXPECT_EQ(Fits(item, not_orderable), !can_be);
  };
  v1::TradeItem item = MakeCased(1, 12);
  expect(item, true);
  item.set_base_orderable(false);
  expect(item, true);
  item.mutable_packs(0)->set_orderable(false);
  expect(item, false);
  item.set_base_orderable(true);
  expect(item, true);
  item.set_discontinued(true);
  expect(item, false);
}

TEST(Fits, PriceIsOfAPieceOfTheBase) {
  v1::TradeItem item = Priced(MakeCased(1, 12), 42'000'000);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(1, 1), 5);
  EXPECT_TRUE(Costs(item, 42'000'000, 42'000'000));
  item.mutable_price()->set_gtin("0" + MakeGtin(1));
  EXPECT_TRUE(Costs(item, 42'000'000, 42'000'000));
  // For a case of 12.
  item.mutable_price()->set_gtin(MakeGtin14(1, 1));
  EXPECT_TRUE(Costs(item, 3'500'000, 3'500'000));
  // For two pallets of 60.
  item.mutable_price()->set_gtin(MakeGtin14(2, 1));
  item.mutable_price()->set_base_count(2);
  EXPECT_TRUE(Costs(item, 350'000, 350'000));
  EXPECT_FALSE(Costs(item, 350'001, std::nullopt));
  EXPECT_FALSE(Costs(item, std::nullopt, 349'999));
}

TEST(Fits, PriceIsNotRounded) {
  // A third of a millionth lies between two millionths, and in neither.
  v1::TradeItem item = Priced(MakeItem(1), 1'000'001);
  item.mutable_price()->set_base_count(3);
  EXPECT_TRUE(Costs(item, 333'333, 333'334));
  EXPECT_FALSE(Costs(item, 333'334, std::nullopt));
  EXPECT_FALSE(Costs(item, std::nullopt, 333'333));
}

TEST(Fits, PriceOfTheBiggestNumbersDoesNotWrap) {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  v1::TradeItem item = Priced(MakeItem(1), 1'000'000'000'000'000);
  AddPack(item, MakeGtin14(1, 1), MakeGtin(1), 1'000'000);
  AddPack(item, MakeGtin14(2, 1), MakeGtin14(1, 1), 1'000'000);
  item.mutable_price()->set_gtin(MakeGtin14(2, 1));
  item.mutable_price()->set_base_count(1'000'000);
  EXPECT_TRUE(Costs(item, kMin, kMax));
  EXPECT_TRUE(Costs(item, 0, 1));
  EXPECT_FALSE(Costs(item, kMax, std::nullopt));
  EXPECT_FALSE(Costs(item, std::nullopt, kMin));
}

TEST(Fits, PriceOfWhatIsMeasuredIsOfAWholeUnit) {
  v1::TradeItem cheese = Priced(MakeWeighed(1), 9'000'000);
  AddPack(cheese, MakeGtin14(1, 1), MakeGtin(1), 1);
  cheese.mutable_price()->set_gtin(MakeGtin14(1, 1));
  EXPECT_TRUE(Costs(cheese, 9'000'000, 9'000'000));
}

TEST(Fits, PriceInAnotherCurrencyIsInNoRange) {
  EXPECT_TRUE(Costs(MakeItem(1), std::nullopt, std::nullopt, "EUR"));
  EXPECT_FALSE(Costs(MakeItem(1), std::nullopt, std::nullopt, "GBP"));
}

TEST(CheckRanges, EndsTheWrongWayRoundAreTold) {
  Request request;
  request.mutable_price()->set_min_micros(2);
  request.mutable_price()->set_max_micros(1);
  *request.mutable_tax_rate_basis_points() = Range(2000, 700);
  *request.mutable_order_multiple() = Range(2, 1);
  *request.mutable_minimum_order_quantity() = Range(2, 1);
  *request.mutable_lead_time_days() = Range(2, 1);
  *request.mutable_shelf_life_days() = Range(2, 1);
  const absl::Status status = CheckRanges(request);
  EXPECT_THAT(status, Refused(v1::REASON_INTERVAL_INVERTED));
  EXPECT_THAT(status, ViolationCount(6));
  for (const char* field : {"price", "tax_rate_basis_points", "order_multiple",
                            "minimum_order_quantity", "lead_time_days", "shelf_life_days"}) {
    EXPECT_THAT(status, HasViolation(field, v1::REASON_INTERVAL_INVERTED));
  }
  EXPECT_EQ(exchange::DetailOf(status).violations(1).description(),
            "min 2000 is above max 700; exchange them, or leave one out");

  *request.mutable_tax_rate_basis_points() = Range(700, 700);
  *request.mutable_order_multiple() = Range(1, 2);
  *request.mutable_minimum_order_quantity() = Range(2, std::nullopt);
  *request.mutable_lead_time_days() = Range(std::nullopt, -1);
  request.clear_shelf_life_days();
  request.mutable_price()->set_max_micros(2);
  EXPECT_THAT(CheckRanges(request), IsOk());
}

// Tax, lead time and shelf life are columns of the table.
TEST(ListTradeItems, WhatIsNotKnownIsInNoRange) {
  test::CatalogueHub hub;
  v1::TradeItem known = MakeItem(2);
  known.set_tax_rate_basis_points(0);
  known.set_lead_time_days(4);
  known.set_shelf_life_days(1);
  for (const v1::TradeItem& item : {MakeItem(1), known}) {
    ASSERT_THAT(hub.Submit(test::State(item)), IsOk());
  }
  const auto found = [&hub](auto field, End min, End max) {
    Request request;
    *(request.*field)() = Range(min, max);
    const auto page = hub.Read(test::Retailer(), ListTradeItems, request);
    EXPECT_THAT(page, IsOk());
    std::vector<std::string> gtins;
    for (const auto& record : page->trade_items()) gtins.push_back(record.trade_item().gtin());
    return gtins;
  };
  const std::vector<std::string> none;
  const std::vector<std::string> one = {MakeGtin(2)};
  EXPECT_EQ(found(&Request::mutable_tax_rate_basis_points, 0, std::nullopt), one);
  EXPECT_EQ(found(&Request::mutable_tax_rate_basis_points, 1, std::nullopt), none);
  EXPECT_EQ(found(&Request::mutable_shelf_life_days, std::nullopt, std::nullopt), one);
  EXPECT_EQ(found(&Request::mutable_shelf_life_days, std::nullopt, 0), none);
  const auto lead_time = &Request::mutable_lead_time_days;
  EXPECT_EQ(found(lead_time, 4, 4), one);
  EXPECT_EQ(found(lead_time, 4, std::nullopt), one);
  EXPECT_EQ(found(lead_time, std::nullopt, 4), one);
  EXPECT_EQ(found(lead_time, 5, std::nullopt), none);
  EXPECT_EQ(found(lead_time, std::nullopt, 3), none);
}

// The list is narrowed and its pages are still whole.
TEST(ListTradeItems, PagesOfWhatFits) {
  constexpr int kItems = 60;
  test::CatalogueHub hub;
  for (int n = 0; n < kItems; ++n) {
    v1::TradeItem item = MakeItem(n);
    if (n % 3 == 0) item.set_tax_rate_basis_points(n % 2 == 0 ? 700 : 1900);
    ASSERT_THAT(hub.Submit(test::State(item)), IsOk());
  }
  Request request;
  *request.mutable_tax_rate_basis_points() = Range(700, 1000);
  request.set_page_size(4);
  std::vector<int> sizes;
  int found = 0;
  do {
    const auto page = hub.Read(test::Retailer(), ListTradeItems, request);
    ASSERT_THAT(page, IsOk());
    sizes.push_back(page->trade_items_size());
    for (const v1::TradeItemRecord& record : page->trade_items()) {
      EXPECT_EQ(record.trade_item().gtin(), MakeGtin(6 * found++));
    }
    request.set_page_token(page->next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(sizes, (std::vector<int>{4, 4, 2}));

  *request.mutable_tax_rate_basis_points() = Range(1000, 700);
  request.clear_page_token();
  EXPECT_THAT(hub.Read(test::Retailer(), ListTradeItems, request),
              Refused(v1::REASON_INTERVAL_INVERTED));
}

}  // namespace
}  // namespace headwater::catalogue
