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
#include "hub/sales/sales_statements.h"

namespace headwater::sales {
namespace {

using exchange::Caller;
using store::Row;

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

const store::Sql& StatementOf(v1::SalesDimension dimension) {
  switch (dimension) {
    case v1::SALES_DIMENSION_LOCATION:
      return kTotalsByLocation;
    case v1::SALES_DIMENSION_DAY:
      return kTotalsByDay;
    case v1::SALES_DIMENSION_SUPPLIER:
      return kTotalsBySupplier;
    default:
      return kTotalsByItem;
  }
}

void Fill(const Row& row, v1::SalesDimension dimension, v1::SalesTotal& total) {
  const int64_t value = row.integer(0);
  switch (dimension) {
    case v1::SALES_DIMENSION_LOCATION:
      total.set_location_gln(base::Gln(value).ToString());
      break;
    case v1::SALES_DIMENSION_DAY:
      *total.mutable_sales_date() = exchange::DateOf(value);
      break;
    case v1::SALES_DIMENSION_SUPPLIER:
      total.set_supplier_gln(base::Gln(value).ToString());
      break;
    default:
      total.set_gtin(base::Gtin(value).ToString());
  }
  total.set_sold_quantity(row.integer(2));
  if (!row.is_null(3)) total.set_returned_quantity(row.integer(3));
  if (!row.is_null(4)) {
    total.mutable_net_amount()->set_amount_micros(row.integer(4));
    total.mutable_net_amount()->set_currency_code(std::string(row.text(1)));
  }
  total.set_reported_count(row.integer(5));
  total.set_stock_out_count(row.integer(6));
  total.set_returned_known_count(row.integer(7));
  total.set_net_known_count(row.integer(8));
  total.set_shelf_known_count(row.integer(9));
  total.set_measured_count(row.integer(10));
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
  RETURN_IF_ERROR(reader.Query(StatementOf(request.dimension()),
                               {suppliers.first, suppliers.last, first_day, last_day, location,
                                location == 0 ? kMax : location, size},
                               [&](const Row& row) {
                                 Fill(row, request.dimension(), *response.add_totals());
                                 return absl::OkStatus();
                               }));
  if (request.dimension() != v1::SALES_DIMENSION_ITEM) return absl::OkStatus();
  return catalogue::NameUnits(reader, *response.mutable_totals());
}

}  // namespace headwater::sales
