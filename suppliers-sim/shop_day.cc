#include "suppliers-sim/shop_day.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "hub/base/decimal.h"
#include "suppliers-sim/back_office.h"
#include "suppliers-sim/papers.h"

namespace headwater::sim {
namespace {

// Prices at the till hold 20 % tax.
constexpr int64_t kTaxedPercent = 120;

struct Figures {
  int64_t sold = 0;
  int64_t returned = 0;
  int64_t paid_micros = 0;
  int empty_minute = kClosesMinute;  // from then on the shelf is empty
};

// By shop and item, of one supplier.
using Sheet = std::map<std::pair<int, int>, Figures>;

class ShopDay {
 public:
  ShopDay(const World& world, base::Day day, ShopStock& stock)
      : world_(world), day_(day), stock_(stock), sheets_(kSuppliers) {}

  std::vector<v1::Document> Close() {
    const auto invoices = world_.data.days.find(day_);
    if (invoices == world_.data.days.end()) return {};
    for (const Invoice& invoice : invoices->second) AddInvoice(invoice);
    AddEmptyShelves();
    std::vector<v1::Document> reports;
    for (int supplier = 0; supplier < kSuppliers; ++supplier) Report(supplier, reports);
    return reports;
  }

 private:
  Figures& At(int item, int country) {
    Sheet& sheet = sheets_[static_cast<size_t>(world_.item(item).supplier)];
    const auto [at, is_new] = sheet.try_emplace({country, item});
    if (is_new && stock_.At(item, country) <= 0) at->second.empty_minute = kOpensMinute;
    return at->second;
  }

  void AddInvoice(const Invoice& invoice) {
    const bool write_off = IsWriteOff(invoice);
    for (const InvoiceLine& line : invoice.lines) {
      const int item = world_.assortment.ItemOf(line.stock_code);
      if (item < 0) continue;
      Figures& figures = At(item, invoice.country);
      if (line.quantity > 0) {
        figures.sold += line.quantity;
      } else if (invoice.is_cancellation()) {
        figures.returned -= line.quantity;
      }
      figures.paid_micros += line.quantity * line.price_micros;
      const bool was_there = stock_.At(item, invoice.country) > 0;
      // What a customer brings back comes to the shelf, what is written off leaves it.
      stock_.Add(item, invoice.country, write_off ? line.quantity : -line.quantity);
      if (was_there && stock_.At(item, invoice.country) <= 0) {
        figures.empty_minute = std::min(figures.empty_minute, int{line.minute});
      }
    }
  }

  // A zero beside an empty shelf is no knowledge of demand: say so.
  void AddEmptyShelves() {
    for (const auto& [key, levels] : world_.assortment.agreements()) {
      for (const AgreedLevel& level : levels) {
        if (stock_.At(level.item, key.second) <= 0) At(level.item, key.second);
      }
    }
  }

  void Report(int supplier, std::vector<v1::Document>& reports) {
    const Sheet& sheet = sheets_[static_cast<size_t>(supplier)];
    v1::Document document =
        NewDocument("sales_report", absl::StrCat("SR-", DayCode(day_), "-", supplier + 1),
                    RetailerGln(), SupplierGln(supplier), InstantOf({day_, Phase::kShop}, 60));
    v1::SalesReport& report = *document.mutable_sales_report();
    SetDay(day_, report.mutable_sales_date());
    report.set_currency_code(std::string(kCurrency));
    for (int country = 0; country < world_.assortment.country_count(); ++country) {
      const auto first = sheet.lower_bound({country, 0});
      const auto last = sheet.lower_bound({country + 1, 0});
      if (first == last && !world_.assortment.agreements().contains({supplier, country})) continue;
      v1::LocationSales& section = *report.add_by_location();
      section.set_location_gln(ShopGln(country));
      section.set_coverage(v1::SALES_COVERAGE_COMPLETE);
      for (auto at = first; at != last; ++at) AddLine(at->first.second, at->second, section);
    }
    if (report.by_location_size() > 0) reports.push_back(std::move(document));
  }

  void AddLine(int item, const Figures& figures, v1::LocationSales& section) {
    v1::SalesLine& line = *section.add_lines();
    line.mutable_item()->set_gtin(world_.item(item).piece_gtin);
    v1::SalesFigures& stated = *line.mutable_figures();
    *stated.mutable_sold() = Pieces(figures.sold);
    *stated.mutable_returned() = Pieces(figures.returned);
    *stated.mutable_net_amount() =
        Pounds(base::MulDivHalfEven(figures.paid_micros, 100, kTaxedPercent).value_or(0));
    stated.set_minutes_on_shelf(std::max(0, figures.empty_minute - kOpensMinute));
    stated.set_minutes_open(kClosesMinute - kOpensMinute);
  }

  const World& world_;
  const base::Day day_;
  ShopStock& stock_;
  std::vector<Sheet> sheets_;
};

}  // namespace

std::vector<v1::Document> CloseDay(const World& world, base::Day day, ShopStock& stock) {
  return ShopDay(world, day, stock).Close();
}

}  // namespace headwater::sim
