// Totals over reported sales (sales_queries.h).
#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "hub/base/error.h"
#include "hub/catalogue/unit_queries.h"
#include "hub/exchange/read_page.h"
#include "hub/exchange/resource_name.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_queries.h"
#include "hub/sales/sales_queries.h"
#include "hub/sales/sales_scan.h"
#include "hub/sales/sales_totals.h"

namespace headwater::sales {
namespace {

using exchange::Caller;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

void Fill(const SalesTotals::Entry& entry, v1::SalesDimension dimension, v1::SalesTotal& total) {
  switch (dimension) {
    case v1::SALES_DIMENSION_LOCATION:
      total.set_location_gln(base::Gln(entry.value).ToString());
      break;
    case v1::SALES_DIMENSION_DAY:
      *total.mutable_sales_date() = exchange::DateOf(entry.value);
      break;
    case v1::SALES_DIMENSION_SUPPLIER:
      total.set_supplier_gln(base::Gln(entry.value).ToString());
      break;
    default:
      total.set_gtin(base::Gtin(entry.value).ToString());
  }
  const SalesTotal& found = entry.total;
  total.set_sold_quantity(found.sold);
  if (found.returned.has_value()) total.set_returned_quantity(*found.returned);
  if (found.net_micros.has_value()) {
    total.mutable_net_amount()->set_amount_micros(*found.net_micros);
    total.mutable_net_amount()->set_currency_code(entry.currency);
  }
  total.set_reported_count(found.reported);
  total.set_stock_out_count(found.stock_out);
  total.set_returned_known_count(found.returned_known);
  total.set_net_known_count(found.net_known);
  total.set_shelf_known_count(found.shelf_known);
  total.set_measured_count(found.in_money_alone);
}

}  // namespace

absl::Status SummarizeSales(store::Reader& reader, const Caller& caller,
                            const v1::SummarizeSalesRequest& request,
                            v1::SummarizeSalesResponse& response) {
  ASSIGN_OR_RETURN(const auto scope, exchange::SupplierSeen(caller, request.parent()));
  const inventory::SupplierRange suppliers = inventory::RangeOf(scope);
  const bool all_days = !request.has_interval();
  const int64_t first_day = all_days ? 0 : exchange::DayOf(request.interval().first_date());
  const int64_t last_day = all_days ? kMax : exchange::DayOf(request.interval().last_date());
  const int64_t location = exchange::GlnOf(request.location_gln()).value();
  const int size = request.page_size() == 0 ? exchange::kPageSizeDefault
                                            : std::min(request.page_size(), exchange::kPageSizeMax);
  SalesTotals totals(request.dimension());
  RETURN_IF_ERROR(ScanSales(reader,
                            {.first_supplier = suppliers.first,
                             .last_supplier = suppliers.last,
                             .first_day = first_day,
                             .last_day = last_day,
                             .first_location = location,
                             .last_location = location == 0 ? kMax : location},
                            [&](const ScannedRow& row) { return totals.Add(row); }));
  ASSIGN_OR_RETURN(const auto entries, totals.Take(static_cast<size_t>(size)));
  for (const SalesTotals::Entry& entry : entries) {
    Fill(entry, request.dimension(), *response.add_totals());
  }
  if (request.dimension() != v1::SALES_DIMENSION_ITEM) return absl::OkStatus();
  return catalogue::NameUnits(reader, *response.mutable_totals());
}

}  // namespace headwater::sales
