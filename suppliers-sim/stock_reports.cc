#include "suppliers-sim/stock_reports.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "suppliers-sim/papers.h"
#include "suppliers-sim/shop_day.h"

namespace headwater::sim {
namespace {

constexpr int kReportLinesMax = 2000;
// Of the day that is over.
constexpr int kReportMinute = 23 * 60 + 30;

// Pages of one supplier's report.
class Report {
 public:
  Report(const World& world, base::Day day, v1::InventoryReportBasis basis,
         std::vector<v1::Document>& documents)
      : world_(world), day_(day), basis_(basis), documents_(documents) {}

  void Add(int item, int country, int64_t pieces) {
    const int supplier = world_.item(item).supplier;
    if (supplier != supplier_ || lines_ == kReportLinesMax) NewPage(supplier);
    v1::InventoryReportLine& line = *documents_.back().mutable_inventory_report()->add_lines();
    line.set_location_gln(ShopGln(country));
    line.mutable_item()->set_gtin(world_.item(item).piece_gtin);
    line.set_status(v1::STOCK_STATUS_AVAILABLE);
    *line.mutable_quantity() = Pieces(pieces);
    ++lines_;
  }

 private:
  void NewPage(int supplier) {
    page_ = supplier == supplier_ ? page_ + 1 : 1;
    supplier_ = supplier;
    lines_ = 0;
    const bool counted = basis_ == v1::INVENTORY_REPORT_BASIS_COUNTED;
    v1::Document document = NewDocument(
        "inventory_report",
        absl::StrCat(counted ? "COUNT-" : "BOOK-", DayCode(day_), "-", supplier + 1, "-", page_),
        RetailerGln(), SupplierGln(supplier), InstantOf({day_, Phase::kShop}, 90));
    v1::InventoryReport& report = *document.mutable_inventory_report();
    SetTime(LocalTime(day_, kReportMinute, absl::UTCTimeZone()), report.mutable_as_of_time());
    report.set_basis(basis_);
    report.set_scope(v1::INVENTORY_REPORT_SCOPE_LISTED);
    documents_.push_back(std::move(document));
  }

  const World& world_;
  const base::Day day_;
  const v1::InventoryReportBasis basis_;
  std::vector<v1::Document>& documents_;
  int supplier_ = -1;
  int page_ = 0;
  int lines_ = 0;
};

// Whether nobody buys there at the instant of the report: after one day and before the
// next.
bool IsClosedThen(const World& world, int country, base::Day day) {
  const absl::Time then = LocalTime(day, kReportMinute, absl::UTCTimeZone());
  const absl::TimeZone zone = world.zone(country);
  return LocalTime(day, kClosesMinute, zone) <= then &&
         then < LocalTime(day + 1, kOpensMinute, zone);
}

int64_t CountedOf(const World& world, base::Day day, int item, int country, int64_t pieces) {
  const std::string subject = absl::StrCat(day, "/", item, "/", country);
  int64_t counted = pieces;
  if (world.chance.Hits(60, "count", subject)) {
    counted += world.chance.Between(-3, 2, "count difference", subject);
  }
  return std::max<int64_t>(counted, 0);
}

template <typename Visit>
void EachAgreed(const World& world, Visit visit) {
  for (const auto& [key, levels] : world.assortment.agreements()) {
    for (const AgreedLevel& level : levels) visit(level.item, key.second);
  }
}

}  // namespace

std::vector<v1::Document> ReportStock(const World& world, base::Day day, ShopStock& stock) {
  std::vector<v1::Document> documents;
  if (IsCountDay(day)) {
    Report report(world, day, v1::INVENTORY_REPORT_BASIS_COUNTED, documents);
    EachAgreed(world, [&](int item, int country) {
      if (!IsClosedThen(world, country, day)) return;
      const int64_t counted = CountedOf(world, day, item, country, stock.At(item, country));
      stock.Set(item, country, counted);
      report.Add(item, country, counted);
    });
  }
  if (IsMonthEnd(day) || day == world.calendar.last_day()) {
    Report report(world, day, v1::INVENTORY_REPORT_BASIS_BOOK, documents);
    EachAgreed(world,
               [&](int item, int country) { report.Add(item, country, stock.At(item, country)); });
  }
  return documents;
}

}  // namespace headwater::sim
