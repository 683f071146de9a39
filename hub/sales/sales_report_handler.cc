#include "hub/sales/sales_report_handler.h"

#include <algorithm>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "hub/base/absl_view.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_rules.h"
#include "hub/inventory/line_item_queries.h"
#include "hub/partners/partners_queries.h"
#include "hub/sales/sales_rules.h"
#include "hub/sales/sales_slot.h"
#include "hub/sales/sales_table.h"

namespace headwater::sales {
namespace {

using catalogue::PackInfo;
using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using inventory::LineItems;

class Report {
 public:
  Report(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        report_(submission.document.sales_report()),
        day_(exchange::DayOf(report_.sales_date())),
        table_(transaction, submission.supplier, day_),
        items_(transaction, submission.supplier, submission.sender.role) {}

  absl::Status Apply() {
    if (report_.by_location_size() > 0 && report_.by_item_size() > 0) {
      violations_.Add(
          root_, v1::REASON_LAYOUT_MIXED,
          absl::StrCat(
              report_.by_location_size(), " locations and ", report_.by_item_size(),
              " items in one report; put all into one layout, since a second report of the same "
              "day and location replaces the first"));
    }
    RETURN_IF_ERROR(ReadByLocation());
    RETURN_IF_ERROR(ReadByItem());
    RETURN_IF_ERROR(violations_.ToStatus());
    return table_.Finish();
  }

 private:
  // A location that has come up.
  struct Section {
    base::Gln location;
    v1::SalesCoverage coverage;
    bool known = false;  // there is something to replace
  };
  // Where a row stands in the report: in by_item or by_location, and in which line there.
  struct Place {
    bool by_item;
    int list;
    int line;
    friend auto operator<=>(const Place&, const Place&) = default;
  };
  struct Line {
    size_t section;
    SalesRow row;
    Place place;
  };

  absl::Status ReadByLocation() {
    for (int i = 0; i < report_.by_location_size(); ++i) {
      const v1::LocationSales& section = report_.by_location(i);
      const auto path = [&] { return root_.Index("by_location", i); };
      ASSIGN_OR_RETURN(const size_t opened, Open(section.location_gln(), section.coverage(), path));
      for (int j = 0; j < section.lines_size(); ++j) {
        const v1::SalesLine& line = section.lines(j);
        const auto line_path = [&] { return path().Index("lines", j); };
        const auto item_path = [&] { return line_path().Field("item"); };
        ASSIGN_OR_RETURN(const PackInfo* pack, items_.Resolve(line.item(), item_path, violations_));
        if (pack == nullptr) continue;
        RETURN_IF_ERROR(Add(*pack, line.figures(), line_path, opened, {false, i, j}));
      }
      // One location after the other, so that the rows of one are all that is held.
      RETURN_IF_ERROR(Write());
    }
    return absl::OkStatus();
  }

  absl::Status ReadByItem() {
    for (int i = 0; i < report_.by_item_size(); ++i) {
      const v1::ItemSales& sales = report_.by_item(i);
      const auto path = [&] { return root_.Index("by_item", i); };
      const auto item_path = [&] { return path().Field("item"); };
      ASSIGN_OR_RETURN(const PackInfo* found, items_.Resolve(sales.item(), item_path, violations_));
      std::optional<PackInfo> pack;
      if (found != nullptr) pack = *found;
      for (int j = 0; j < sales.locations_size(); ++j) {
        const v1::ItemLocationSales& sold = sales.locations(j);
        const auto line_path = [&] { return path().Index("locations", j); };
        ASSIGN_OR_RETURN(const size_t opened,
                         Open(sold.location_gln(), v1::SALES_COVERAGE_PARTIAL, line_path));
        if (!pack.has_value()) continue;
        RETURN_IF_ERROR(Add(*pack, sold.figures(), line_path, opened, {true, i, j}));
      }
    }
    return Write();
  }

  // The section of a location, which is looked at when it comes up first.
  absl::StatusOr<size_t> Open(const std::string& gln, v1::SalesCoverage coverage,
                              LineItems::Path path) {
    const base::Gln location = exchange::GlnOf(gln);
    const auto [place, first] = section_of_.emplace(location, sections_.size());
    if (!first) return place->second;
    sections_.push_back({location, coverage});
    RETURN_IF_ERROR(CheckSection(gln, sections_.back(), path));
    return sections_.size() - 1;
  }

  absl::Status CheckSection(const std::string& gln, Section& section, LineItems::Path path) {
    const auto gln_path = [&] { return path().Field("location_gln"); };
    ASSIGN_OR_RETURN(const auto info, partners::ResolveLocation(transaction_, gln, base::Gln(),
                                                                gln_path(), violations_));
    if (!info.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckDay(info->time_zone, gln));
    ASSIGN_OR_RETURN(const auto known, table_.FindRestatement(section.location));
    section.known = known.has_value();
    if (!section.known || report_.restatement_number() > *known) return absl::OkStatus();
    violations_.Add(gln_path(), v1::REASON_REPORT_OUTDATED,
                    absl::StrCat("restatement ", *known, " of ", base::FormatDay(day_), " at ", gln,
                                 " is known and ", report_.restatement_number(),
                                 " is not higher; to correct it, send restatement_number ",
                                 *known + 1, " with all of the section"));
    return absl::OkStatus();
  }

  absl::Status CheckDay(const std::string& time_zone, const std::string& gln) {
    if (in_future_) return absl::OkStatus();
    auto last = last_days_.find(time_zone);
    if (last == last_days_.end()) {
      const auto day = LastDayIn(time_zone, submission_.commit_time);
      if (!day.has_value()) {
        return absl::InternalError(
            absl::StrCat("location ", gln, " is in a zone that is not there: ", time_zone));
      }
      last = last_days_.emplace(time_zone, *day).first;
    }
    in_future_ = day_ > last->second;
    if (!in_future_) return absl::OkStatus();
    violations_.Add(root_.Field("sales_date"), v1::REASON_PERIOD_IN_FUTURE,
                    absl::StrCat(base::FormatDay(day_), " has not begun at ", gln, " (", time_zone,
                                 "), where it is ", base::FormatDay(last->second),
                                 "; report a day once it has come"));
    return absl::OkStatus();
  }

  // One row. `line_path` is the path of what holds the figures.
  absl::Status Add(const PackInfo& pack, const v1::SalesFigures& figures, LineItems::Path line_path,
                   size_t section, Place place) {
    const auto path = [&](std::string_view name) {
      return line_path().Field("figures").Field(name);
    };
    ASSIGN_OR_RETURN(const std::optional<int64_t> sold,
                     inventory::ToBase(
                         figures.sold(), pack, [&] { return path("sold"); }, violations_));
    std::optional<int64_t> returned;
    if (figures.has_returned()) {
      ASSIGN_OR_RETURN(
          returned, inventory::ToBase(
                        figures.returned(), pack, [&] { return path("returned"); }, violations_));
    }
    std::optional<int64_t> net;
    if (figures.has_net_amount()) {
      net = figures.net_amount().amount_micros();
      if (figures.net_amount().currency_code() != report_.currency_code()) {
        violations_.Add(path("net_amount").Field("currency_code"), v1::REASON_CURRENCY_MISMATCH,
                        absl::StrCat(figures.net_amount().currency_code(), " in a report in ",
                                     report_.currency_code(), "; send one report a currency"));
      }
    }
    if (!MinutesFit(figures)) {
      violations_.Add(
          path("minutes_on_shelf"), v1::REASON_NUMBER_OUT_OF_RANGE,
          absl::StrCat(figures.minutes_on_shelf(), " minutes on the shelf in ",
                       figures.minutes_open(),
                       " minutes of opening; goods are on the shelf while it is open: mend "
                       "one of the two"));
    }
    SalesRow row{.gtin = pack.base,
                 .promotion_code = figures.promotion_code(),
                 .measured = pack.measured(),
                 .sold = sold.value_or(0),
                 .returned = returned,
                 .net_micros = net};
    if (figures.has_minutes_on_shelf()) row.minutes_on_shelf = figures.minutes_on_shelf();
    if (figures.has_minutes_open()) row.minutes_open = figures.minutes_open();
    lines_.push_back({section, row, place});
    return absl::OkStatus();
  }

  // Puts the rows into the order in which they are written, and finds those that stand
  // there twice.
  void CheckTwins() {
    const auto before = [](const Line& a, const Line& b) {
      return std::tie(a.section, a.row.gtin, a.row.promotion_code, a.place) <
             std::tie(b.section, b.row.gtin, b.row.promotion_code, b.place);
    };
    // Most senders keep the order of their items.
    if (!std::is_sorted(lines_.begin(), lines_.end(), before)) {
      std::sort(lines_.begin(), lines_.end(), before);
    }
    int place = 0;
    for (size_t i = 1; i < lines_.size(); ++i) {
      const Line& last = lines_[i - 1];
      const Line& line = lines_[i];
      if (line.section != last.section || line.row.gtin != last.row.gtin) {
        place = 0;
      } else if (line.row.promotion_code == last.row.promotion_code) {
        ReportTwin(line);
      } else if (++place == kPlacesMax) {
        ReportPlaces(line);
      }
    }
  }

  void ReportTwin(const Line& line) {
    violations_.Add(
        ItemPathOf(line).Field("gtin"), v1::REASON_DUPLICATE_ITEM,
        absl::StrCat("item ", line.row.gtin.ToString(), " with promotion \"",
                     base::AbslView(line.row.promotion_code), "\" stands twice for ",
                     sections_[line.section].location.ToString(),
                     ", under this GTIN or that of another pack; send one row, in one pack"));
  }

  void ReportPlaces(const Line& line) {
    violations_.Add(ItemPathOf(line).Field("gtin"), v1::REASON_TOO_MANY_ITEMS,
                    absl::StrCat("item ", line.row.gtin.ToString(), " has more than ", kPlacesMax,
                                 " promotions at ", sections_[line.section].location.ToString(),
                                 " on this day; put the smallest of them into one row"));
  }

  FieldPath ItemPathOf(const Line& line) const {
    const auto [by_item, list, in_list] = line.place;
    if (by_item) return root_.Index("by_item", list).Field("item");
    return root_.Index("by_location", list).Index("lines", in_list).Field("item");
  }

  // Writes the sections that came up and were not written yet, unless the report is to be
  // refused: what was written of it before is undone then.
  absl::Status Write() {
    CheckTwins();
    auto line = lines_.begin();
    for (; violations_.empty() && written_ < sections_.size(); ++written_) {
      const Section& section = sections_[written_];
      rows_.clear();
      for (; line != lines_.end() && line->section == written_; ++line) rows_.push_back(line->row);
      RETURN_IF_ERROR(table_.Put({.location = section.location,
                                  .coverage = section.coverage,
                                  .restatement = report_.restatement_number(),
                                  .currency = report_.currency_code(),
                                  .document_id = submission_.document.document_id()},
                                 section.known, rows_));
    }
    lines_.clear();
    return absl::OkStatus();
  }

  const Submission& submission_;
  store::Transaction& transaction_;
  const v1::SalesReport& report_;
  const base::Day day_;
  SalesTable table_;
  LineItems items_;
  const FieldPath root_{"sales_report"};

  Violations violations_;
  std::vector<Section> sections_;  // in the order in which they came up
  absl::flat_hash_map<base::Gln, size_t> section_of_;
  size_t written_ = 0;                                     // of them
  std::vector<Line> lines_;                                // of those that are not written
  std::vector<SalesRow> rows_;                             // of the one that is being written
  absl::flat_hash_map<std::string, base::Day> last_days_;  // by zone
  bool in_future_ = false;
};

}  // namespace

absl::Status SalesReportHandler::Apply(const Submission& submission,
                                       store::Transaction& transaction, exchange::Outcome&) {
  return Report(submission, transaction).Apply();
}

}  // namespace headwater::sales
