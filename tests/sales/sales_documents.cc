#include "sales/sales_documents.h"

#include "absl/strings/str_cat.h"

namespace headwater::test {
namespace {

void Fill(const Figures& figures, const std::string& currency, v1::SalesFigures& out) {
  *out.mutable_sold() = figures.sold;
  if (figures.returned.has_value()) *out.mutable_returned() = *figures.returned;
  if (figures.net_micros.has_value()) {
    out.mutable_net_amount()->set_amount_micros(*figures.net_micros);
    out.mutable_net_amount()->set_currency_code(currency);
  }
  if (figures.minutes_on_shelf.has_value()) out.set_minutes_on_shelf(*figures.minutes_on_shelf);
  if (figures.minutes_open.has_value()) out.set_minutes_open(*figures.minutes_open);
  out.set_promotion_code(figures.promotion);
}

v1::Document Head(const ReportOptions& options) {
  static int number = 0;
  v1::Document document = Envelope(absl::StrCat("SR-", ++number), Retailer(), options.receiver);
  v1::SalesReport& report = *document.mutable_sales_report();
  *report.mutable_sales_date() = options.date;
  report.set_restatement_number(options.restatement);
  report.set_currency_code(options.currency);
  return document;
}

}  // namespace

v1::Date January(int day) { return MakeDate(2026, 1, day); }

v1::Document ByLocation(const std::vector<Section>& sections, const ReportOptions& options) {
  v1::Document document = Head(options);
  for (const Section& section : sections) {
    v1::LocationSales& sales = *document.mutable_sales_report()->add_by_location();
    sales.set_location_gln(section.location.ToString());
    sales.set_coverage(section.coverage);
    for (const ItemFigures& line : section.lines) {
      v1::SalesLine& row = *sales.add_lines();
      row.mutable_item()->set_gtin(line.gtin);
      Fill(line.figures, options.currency, *row.mutable_figures());
    }
  }
  return document;
}

v1::Document ByItem(const std::vector<ItemRow>& rows, const ReportOptions& options) {
  v1::Document document = Head(options);
  for (const ItemRow& item : rows) {
    v1::ItemSales& sales = *document.mutable_sales_report()->add_by_item();
    sales.mutable_item()->set_gtin(item.gtin);
    for (const PlaceFigures& place : item.places) {
      v1::ItemLocationSales& row = *sales.add_locations();
      row.set_location_gln(place.location.ToString());
      Fill(place.figures, options.currency, *row.mutable_figures());
    }
  }
  return document;
}

}  // namespace headwater::test
