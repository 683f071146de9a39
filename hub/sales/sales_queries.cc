#include "hub/sales/sales_queries.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "hub/base/error.h"
#include "hub/catalogue/catalogue_queries.h"
#include "hub/catalogue/unit_queries.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_queries.h"
#include "hub/sales/sales_slot.h"
#include "hub/sales/sales_statements.h"
#include "hub/sales/series_queries.h"

namespace headwater::sales {
namespace {

using exchange::Caller;
using exchange::PageKey;
using exchange::ReadPage;
using store::Row;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

constexpr int kSalesKeyParts = 5;
constexpr int kSectionKeyParts = 3;

void Fill(const Row& row, v1::SalesRecord& record) {
  record.set_supplier_gln(base::Gln(row.integer(0)).ToString());
  *record.mutable_sales_date() = exchange::DateOf(row.integer(1));
  record.set_location_gln(base::Gln(row.integer(2)).ToString());
  record.set_gtin(base::Gtin(row.integer(3)).ToString());
  record.set_promotion_code(std::string(row.text(4)));
  record.set_sold_quantity(row.integer(5));
  if (!row.is_null(6)) record.set_returned_quantity(row.integer(6));
  if (!row.is_null(7)) {
    record.mutable_net_amount()->set_amount_micros(row.integer(7));
    record.mutable_net_amount()->set_currency_code(std::string(row.text(11)));
  }
  if (!row.is_null(8)) record.set_minutes_on_shelf(static_cast<int32_t>(row.integer(8)));
  if (!row.is_null(9)) record.set_minutes_open(static_cast<int32_t>(row.integer(9)));
  record.set_restatement_number(static_cast<int32_t>(row.integer(10)));
}

void Fill(const SeriesKey& key, const ReportedDay& day, const SeriesRow& row,
          v1::SalesRecord& record) {
  record.set_supplier_gln(key.supplier.ToString());
  *record.mutable_sales_date() = exchange::DateOf(day.day);
  record.set_location_gln(key.location.ToString());
  record.set_gtin(key.gtin.ToString());
  record.set_promotion_code(row.promotion_code);
  record.set_sold_quantity(row.sold);
  if (row.returned.has_value()) record.set_returned_quantity(*row.returned);
  if (row.net_micros.has_value()) {
    record.mutable_net_amount()->set_amount_micros(*row.net_micros);
    record.mutable_net_amount()->set_currency_code(day.currency);
  }
  if (row.minutes_on_shelf.has_value()) {
    record.set_minutes_on_shelf(static_cast<int32_t>(*row.minutes_on_shelf));
  }
  if (row.minutes_open.has_value()) {
    record.set_minutes_open(static_cast<int32_t>(*row.minutes_open));
  }
  record.set_restatement_number(static_cast<int32_t>(day.restatement));
}

void Fill(const Row& row, v1::SalesSectionRecord& record) {
  record.set_supplier_gln(base::Gln(row.integer(0)).ToString());
  *record.mutable_sales_date() = exchange::DateOf(row.integer(1));
  record.set_location_gln(base::Gln(row.integer(2)).ToString());
  record.set_coverage(static_cast<v1::SalesCoverage>(row.integer(3)));
  record.set_restatement_number(static_cast<int32_t>(row.integer(4)));
  record.set_currency_code(std::string(row.text(5)));
  record.set_document_id(std::string(row.text(6)));
}

// The ends of a request's interval, both of them in it; all days where it has none.
struct Days {
  template <typename Request>
  explicit Days(const Request& request) {
    if (!request.has_interval()) return;
    first = exchange::DayOf(request.interval().first_date());
    last = exchange::DayOf(request.interval().last_date());
  }
  int64_t first = 0;
  int64_t last = kMax;
};

std::vector<PageKey> KeyOf(const Row& row) {
  return {{.number = row.integer(0)},
          {.number = row.integer(1)},
          {.number = row.integer(2)},
          {.number = row.integer(3)},
          {.text = std::string(row.text(4))}};
}

// The list of one item at one location of one supplier: by its series.
absl::Status ListSeries(store::Reader& reader, const v1::ListSalesRequest& request,
                        const ReadPage& page, const SeriesKey& key, Days days,
                        v1::ListSalesResponse& response) {
  // The row that the page before ended with.
  const base::Day after_day = page.after.empty() ? 0 : page.after[1].number;
  const std::string after_promotion = page.after.empty() ? "" : page.after[4].text;
  days.first = std::max(days.first, after_day);
  while (true) {
    ASSIGN_OR_RETURN(const Series series,
                     ReadSeries(reader, key, days.first, days.last, page.size + 1));
    for (const SeriesRow& row : series.rows) {
      const ReportedDay& day = series.days[row.reported];
      if (!page.after.empty() && day.day == after_day && row.promotion_code <= after_promotion) {
        continue;
      }
      if (response.sales_size() == page.size) {
        const v1::SalesRecord& last = response.sales(page.size - 1);
        response.set_next_page_token(
            exchange::NextPageToken(request, {{.number = key.supplier.value()},
                                              {.number = exchange::DayOf(last.sales_date())},
                                              {.number = key.location.value()},
                                              {.number = key.gtin.value()},
                                              {.text = last.promotion_code()}}));
        return absl::OkStatus();
      }
      Fill(key, day, row, *response.add_sales());
    }
    if (static_cast<int64_t>(series.days.size()) <= page.size) return absl::OkStatus();
    days.first = series.days.back().day + 1;
  }
}

// The base of any pack; -1, which finds nothing, for what is no item.
absl::StatusOr<int64_t> BaseOf(store::Reader& reader, const std::string& gtin) {
  ASSIGN_OR_RETURN(const auto pack, catalogue::FindPack(reader, exchange::GtinOf(gtin)));
  return pack.has_value() ? pack->base.value() : -1;
}

}  // namespace

absl::Status ListSales(store::Reader& reader, const Caller& caller,
                       const v1::ListSalesRequest& request, v1::ListSalesResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kSalesKeyParts));
  const inventory::SupplierRange suppliers = inventory::RangeOf(scope);
  std::vector<PageKey> after = page.after;
  if (after.empty()) after.resize(kSalesKeyParts);
  if (after[0].number < suppliers.first) after[0].number = suppliers.first;

  const Days days(request);
  const int64_t location = exchange::GlnOf(request.location_gln()).value();
  int64_t item = 0;
  if (!request.gtin().empty()) {
    ASSIGN_OR_RETURN(item, BaseOf(reader, request.gtin()));
  }

  if (scope.has_value() && location != 0 && item != 0) {
    const SeriesKey key{*scope, base::Gln(location), base::Gtin(std::max<int64_t>(item, 0))};
    RETURN_IF_ERROR(ListSeries(reader, request, page, key, days, response));
    return catalogue::NameUnits(reader, *response.mutable_sales());
  }

  std::vector<PageKey> last;
  bool more = false;
  RETURN_IF_ERROR(reader.Query(
      kListSales,
      {after[0].number, after[1].number, after[2].number, after[3].number, after[4].text,
       suppliers.last, days.first, days.last, location, location == 0 ? kMax : location, item,
       item == 0 ? kMax : item, page.size + 1, kPlacesMax - 1},
      [&](const Row& row) {
        more = response.sales_size() == page.size;
        if (more) return absl::OkStatus();
        Fill(row, *response.add_sales());
        last = KeyOf(row);
        return absl::OkStatus();
      }));
  if (more) response.set_next_page_token(exchange::NextPageToken(request, last));
  return catalogue::NameUnits(reader, *response.mutable_sales());
}

absl::Status ListSalesSections(store::Reader& reader, const Caller& caller,
                               const v1::ListSalesSectionsRequest& request,
                               v1::ListSalesSectionsResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  ASSIGN_OR_RETURN(const ReadPage page, exchange::ParsePage(request, kSectionKeyParts));
  const Days days(request);
  const int64_t location = exchange::GlnOf(request.location_gln()).value();
  std::vector<PageKey> after = page.after;
  if (after.empty()) {
    after.resize(kSectionKeyParts);
    after[1].number = days.first;
  }
  if (scope.has_value()) after[0].number = scope->value();

  std::vector<PageKey> last;
  bool more = false;
  RETURN_IF_ERROR(reader.Query(
      scope.has_value() ? kListSectionsOf : kListSections,
      {after[0].number, after[1].number, after[2].number, days.first, days.last, location,
       location == 0 ? kMax : location, page.size + 1},
      [&](const Row& row) {
        more = response.sections_size() == page.size;
        if (more) return absl::OkStatus();
        Fill(row, *response.add_sections());
        last = {{.number = row.integer(0)}, {.number = row.integer(1)}, {.number = row.integer(2)}};
        return absl::OkStatus();
      }));
  if (more) response.set_next_page_token(exchange::NextPageToken(request, last));
  return absl::OkStatus();
}

}  // namespace headwater::sales
