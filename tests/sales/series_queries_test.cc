// One item's history, and totals, over several stretches of days, beside a plain count of
// what was reported.
#include "hub/sales/series_queries.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "absl/strings/str_cat.h"
#include "hub/base/random.h"
#include "hub/exchange/values.h"
#include "hub/sales/sales_queries.h"
#include "hub/sales/sales_slot.h"
#include "sales/sales_documents.h"

namespace headwater::sales {
namespace {

using namespace test;  // NOLINT: the world and its matchers

constexpr uint64_t kSeed = 20260105;
constexpr int kDays = 3 * kStretchDays + 5;

class SeriesTest : public testing::Test {
 protected:
  using Key = std::tuple<base::Gln, std::string, base::Day, std::string>;  // ..., promotion

  // Reports of days in any order, some of them corrected, of items that come and go.
  SeriesTest() : random_(kSeed) {
    RecordProperty("seed", absl::StrCat(kSeed));
    std::vector<int> days;
    for (int day = 0; day < kDays; ++day) days.push_back(day);
    for (size_t i = days.size(); i > 1; --i) std::swap(days[i - 1], days[random_.Next() % i]);
    for (const int day : days) {
      Report(Day(day), 0);
      if (random_.Next() % 5 == 0) Report(Day(day), 1);
    }
  }

  // The last of them is the last of January 2026.
  static base::Day Day(int n) { return exchange::DayOf(January(31)) - kDays + 1 + n; }

  void Report(base::Day day, int restatement) {
    std::vector<Section> sections;
    for (const base::Gln location : {Shop(), FarShop()}) {
      if (restatement > 0) {
        std::erase_if(expected_, [&](const auto& entry) {
          return std::get<0>(entry.first) == location && std::get<2>(entry.first) == day;
        });
      }
      Section section{.location = location, .lines = {}};
      for (const int item : {1, 2, 3}) {
        for (const char* promotion : {"", "A", "B"}) {
          if (random_.Next() % 3 == 0) continue;
          const int64_t sold = static_cast<int64_t>(random_.Next() % 50);
          section.lines.push_back({Piece(item), {.sold = Count(sold), .promotion = promotion}});
          expected_[{location, Piece(item), day, promotion}] = sold;
        }
      }
      sections.push_back(std::move(section));
    }
    ASSERT_THAT(world_.Submit(ByLocation(
                    sections, {.date = exchange::DateOf(day), .restatement = restatement})),
                IsOk());
  }

  // "day promotion sold" of each.
  std::vector<std::string> Expected(base::Gln location, int item, base::Day first,
                                    base::Day last) const {
    std::vector<std::string> rows;
    for (const auto& [key, sold] : expected_) {
      const auto& [at, gtin, day, promotion] = key;
      if (at == location && gtin == Piece(item) && day >= first && day <= last) {
        rows.push_back(absl::StrCat(day, " ", promotion, " ", sold));
      }
    }
    return rows;
  }

  base::SeededRandom random_;
  std::map<Key, int64_t> expected_;
  StockWorld world_;
};

TEST_F(SeriesTest, EveryPageSizeGivesTheWholeInOrder) {
  v1::ListSalesRequest request;
  request.set_parent(absl::StrCat("parties/", Supplier().ToString()));
  request.set_location_gln(FarShop().ToString());
  request.set_gtin(Piece(2));
  const std::vector<std::string> expected = Expected(FarShop(), 2, Day(0), Day(kDays - 1));
  ASSERT_GT(expected.size(), 60u);
  for (const int size : {1, 2, 3, 7, kStretchDays, 50, 1000}) {
    request.set_page_size(size);
    request.clear_page_token();
    std::vector<std::string> rows;
    do {
      const auto response = world_.Read(Retailer(), &ListSales, request);
      ASSERT_THAT(response, IsOk());
      for (const v1::SalesRecord& record : response->sales()) {
        rows.push_back(absl::StrCat(exchange::DayOf(record.sales_date()), " ",
                                    record.promotion_code(), " ", record.sold_quantity()));
      }
      request.set_page_token(response->next_page_token());
    } while (!request.page_token().empty());
    EXPECT_EQ(rows, expected) << "by " << size;
  }
}

TEST_F(SeriesTest, AnyIntervalGivesItsDaysAlone) {
  const auto reader = world_.database().BeginRead();
  ASSERT_THAT(reader, IsOk());
  for (int i = 0; i < 100; ++i) {
    const base::Day first = Day(static_cast<int>(random_.Next() % kDays));
    const base::Day last = first + static_cast<base::Day>(random_.Next() % kDays);
    const auto series =
        ReadSeries(**reader, {Supplier(), Shop(), exchange::GtinOf(Piece(1))}, first, last, 1000);
    ASSERT_THAT(series, IsOk());
    std::vector<std::string> rows;
    for (const SeriesRow& row : series->rows) {
      rows.push_back(
          absl::StrCat(series->days[row.reported].day, " ", row.promotion_code, " ", row.sold));
    }
    EXPECT_EQ(rows, Expected(Shop(), 1, first, last)) << first << " to " << last;
    EXPECT_EQ(series->days.size(), static_cast<size_t>(std::min(last, Day(kDays - 1)) - first + 1));
  }
}

TEST_F(SeriesTest, WhatWasNeverSoldHasDaysAndNoRows) {
  const auto reader = world_.database().BeginRead();
  ASSERT_THAT(reader, IsOk());
  const auto series =
      ReadSeries(**reader, {Supplier(), Shop(), exchange::GtinOf(Piece(77))}, Day(0), Day(9), 1000);
  ASSERT_THAT(series, IsOk());
  EXPECT_EQ(series->days.size(), 10u);
  EXPECT_TRUE(series->rows.empty());
}

// Of one location, whose series are not numbered one after the other, and of all.
TEST_F(SeriesTest, TotalsAreThoseOfTheRows) {
  for (const base::Gln location : {base::Gln(), Shop(), FarShop()}) {
    for (int i = 0; i < 20; ++i) {
      const base::Day first = Day(static_cast<int>(random_.Next() % kDays));
      const base::Day last =
          std::min(first + static_cast<base::Day>(random_.Next() % kDays), Day(kDays - 1));
      std::map<std::string, int64_t> expected;
      for (const auto& [key, sold] : expected_) {
        const auto& [at, gtin, day, promotion] = key;
        if (location != base::Gln() && at != location) continue;
        if (day >= first && day <= last) expected[exchange::GtinOf(gtin).ToString()] += sold;
      }
      v1::SummarizeSalesRequest request;
      request.set_parent("parties/-");
      request.set_dimension(v1::SALES_DIMENSION_ITEM);
      if (location != base::Gln()) request.set_location_gln(location.ToString());
      *request.mutable_interval()->mutable_first_date() = exchange::DateOf(first);
      *request.mutable_interval()->mutable_last_date() = exchange::DateOf(last);
      const auto response = world_.Read(Retailer(), &SummarizeSales, request);
      ASSERT_THAT(response, IsOk());
      std::map<std::string, int64_t> totals;
      for (const v1::SalesTotal& total : response->totals()) {
        totals[total.gtin()] = total.sold_quantity();
      }
      EXPECT_EQ(totals, expected) << first << " to " << last;
    }
  }
}

TEST_F(SeriesTest, SixteenPromotionsOfAnItemADay) {
  std::vector<ItemFigures> lines;
  for (int n = 0; n < kPlacesMax; ++n) {
    lines.push_back({Piece(1), {.sold = Count(n), .promotion = absl::StrCat("P", 10 + n)}});
  }
  const v1::Date date = January(31);
  EXPECT_THAT(world_.Submit(ByLocation({{Shop(), lines}}, {.date = date, .restatement = 7})),
              IsOk());
  const base::Day day = exchange::DayOf(date);
  EXPECT_EQ(world_.Rows(absl::StrCat("SELECT COUNT(*) FROM sales_section s JOIN sales_series r ON "
                                     "r.supplier = s.supplier AND r.location = s.location JOIN "
                                     "sales_day d ON d.slot BETWEEN s.slot + r.slot AND s.slot + "
                                     "r.slot + 15 WHERE s.location = ",
                                     Shop().value(), " AND s.day = ", day)),
            std::vector<std::string>{"16"});
  lines.push_back({Piece(1), {.sold = Count(1), .promotion = "P99"}});
  EXPECT_THAT(world_.Submit(ByLocation({{Shop(), lines}}, {.date = date, .restatement = 8})),
              testing::AllOf(HasViolation("sales_report.by_location[0].lines[16].item.gtin",
                                          v1::REASON_TOO_MANY_ITEMS),
                             ViolationCount(1)));
}

}  // namespace
}  // namespace headwater::sales
