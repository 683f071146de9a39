#include "bench/sales_source.h"

#include "absl/strings/str_cat.h"
#include "bench/order_source.h"
#include "hub/base/uuid.h"
#include "hub/exchange/values.h"
#include "support/documents.h"
#include "support/keys.h"

namespace headwater::bench {
namespace {

constexpr int kFirstStore = 3000;
constexpr int64_t kPriceMicros = 1'990'000;
constexpr int kMinutesOpen = 720;

}  // namespace

base::Day FirstSalesDay() { return exchange::DayOf(test::MakeDate(2022, 1, 1)); }

base::Gln SalesStoreGln(int store) { return test::MakeGln(kFirstStore + store); }

std::vector<v1::Document> SalesStores(const SalesShape& shape) {
  std::vector<v1::Document> documents;
  for (int store = 0; store < shape.stores; ++store) {
    documents.push_back(StoreDocument(SalesStoreGln(store)));
  }
  return documents;
}

SoldFigures FiguresOf(int supplier, int item, int store, base::Day day) {
  // Any function that is cheap and does not repeat itself soon.
  const uint64_t mixed =
      (static_cast<uint64_t>(day) * 1'000'003 +
       static_cast<uint64_t>(supplier * 7919 + item) * 613 + static_cast<uint64_t>(store)) *
      0x9E3779B97F4A7C15;
  SoldFigures figures;
  figures.sold = static_cast<int64_t>(mixed >> 60);
  figures.returned = (mixed >> 50 & 63) == 0 ? 1 : 0;
  figures.net_micros = (figures.sold - figures.returned) * kPriceMicros;
  figures.minutes_open = kMinutesOpen;
  figures.minutes_on_shelf = (mixed >> 40 & 31) == 0 ? kMinutesOpen / 2 : kMinutesOpen;
  return figures;
}

int SalesSource::ReportsPerDay(const SalesShape& shape) {
  return shape.suppliers * ((shape.stores + kStoresPerReport - 1) / kStoresPerReport);
}

SalesSource::SalesSource(const SalesShape& shape, base::Day first, int days, int part, int parts)
    : shape_(shape),
      first_(first),
      count_(int64_t{days} * ReportsPerDay(shape)),
      parts_(parts),
      next_(part),
      random_(static_cast<uint32_t>(first * 64 + part)) {}

v1::SubmitRequest* SalesSource::Take() {
  if (next_ >= count_) return nullptr;
  if (free_.empty()) {
    owned_.push_back(std::make_unique<v1::SubmitRequest>());
    free_.push_back(owned_.back().get());
  }
  v1::SubmitRequest* request = free_.back();
  free_.pop_back();
  const int reports = ReportsPerDay(shape_);
  Fill(static_cast<int>(next_ % reports), first_ + next_ / reports, *request);
  next_ += parts_;
  return request;
}

// Messages are filled anew in place, which costs the client next to nothing.
void SalesSource::Fill(int report, base::Day day, v1::SubmitRequest& request) {
  const int supplier = report % shape_.suppliers;
  const int first_store = report / shape_.suppliers * kStoresPerReport;
  request.set_request_id(base::NewUuid(random_));
  v1::Document& document = *request.mutable_document();
  document.set_document_id(base::NewUuid(random_));
  document.set_number(absl::StrCat("SALES-", day, "-", report));
  document.set_sender_gln(test::Retailer().ToString());
  document.set_receiver_gln(SupplierGln(supplier).ToString());
  document.mutable_issue_time()->set_seconds(absl::ToUnixSeconds(test::TestStart()));
  v1::SalesReport& sales = *document.mutable_sales_report();
  *sales.mutable_sales_date() = exchange::DateOf(day);
  sales.set_currency_code("EUR");
  const int stores = std::min(kStoresPerReport, shape_.stores - first_store);
  while (sales.by_location_size() < stores) sales.add_by_location();
  while (sales.by_location_size() > stores) sales.mutable_by_location()->RemoveLast();
  for (int i = 0; i < stores; ++i) {
    v1::LocationSales& section = *sales.mutable_by_location(i);
    section.set_location_gln(SalesStoreGln(first_store + i).ToString());
    section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
    while (section.lines_size() < shape_.items) section.add_lines();
    for (int item = 0; item < shape_.items; ++item) {
      v1::SalesLine& line = *section.mutable_lines(item);
      const SoldFigures sold = FiguresOf(supplier, item, first_store + i, day);
      line.mutable_item()->set_gtin(ItemGtin(supplier, item));
      v1::SalesFigures& figures = *line.mutable_figures();
      figures.mutable_sold()->set_count(sold.sold);
      figures.mutable_returned()->set_count(sold.returned);
      figures.mutable_net_amount()->set_amount_micros(sold.net_micros);
      figures.mutable_net_amount()->set_currency_code("EUR");
      figures.set_minutes_on_shelf(sold.minutes_on_shelf);
      figures.set_minutes_open(sold.minutes_open);
    }
  }
}

}  // namespace headwater::bench
