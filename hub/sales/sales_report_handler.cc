#include "hub/sales/sales_report_handler.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "hub/base/date.h"
#include "hub/base/error.h"
#include "hub/exchange/refusal.h"
#include "hub/exchange/values.h"
#include "hub/inventory/inventory_rules.h"
#include "hub/inventory/line_item_queries.h"
#include "hub/partners/partners_queries.h"
#include "hub/sales/sales_rules.h"

namespace headwater::sales {
namespace {

using catalogue::PackInfo;
using exchange::FieldPath;
using exchange::Submission;
using exchange::Violations;
using inventory::LineItems;
using store::Sql;

constexpr Sql kFindRestatement{
    "sales.find_restatement",
    "SELECT restatement FROM sales_section WHERE supplier = $1 AND day = $2 AND location = $3"};

constexpr Sql kPutSection{
    "sales.put_section",
    "INSERT INTO sales_section(supplier, day, location, coverage, restatement, currency, "
    "document_id) VALUES($1, $2, $3, $4, $5, $6, $7) "
    "ON CONFLICT(supplier, day, location) DO UPDATE SET coverage = excluded.coverage, "
    "restatement = excluded.restatement, currency = excluded.currency, "
    "document_id = excluded.document_id"};

constexpr Sql kDeleteSection{
    "sales.delete_section",
    "DELETE FROM sales_day WHERE supplier = $1 AND day = $2 AND location = $3"};

constexpr Sql kInsertDay{
    "sales.insert_day",
    "INSERT INTO sales_day(supplier, day, location, gtin, promotion_code, measured, sold, "
    "returned, net_micros, minutes_on_shelf, minutes_open) "
    "VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"};

class Report {
 public:
  Report(const Submission& submission, store::Transaction& transaction)
      : submission_(submission),
        transaction_(transaction),
        report_(submission.document.sales_report()),
        day_(exchange::DayOf(report_.sales_date())),
        items_(transaction, submission.supplier, submission.sender.role) {}

  // Rows are written while they are read: what a violation leaves behind is undone.
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
    return violations_.ToStatus();
  }

 private:
  absl::Status ReadByLocation() {
    for (int i = 0; i < report_.by_location_size(); ++i) {
      const v1::LocationSales& section = report_.by_location(i);
      const auto path = [&] { return root_.Index("by_location", i); };
      RETURN_IF_ERROR(Open(section.location_gln(), section.coverage(), path));
      const base::Gln location = exchange::GlnOf(section.location_gln());
      for (int j = 0; j < section.lines_size(); ++j) {
        const v1::SalesLine& line = section.lines(j);
        const auto line_path = [&] { return path().Index("lines", j); };
        const auto item_path = [&] { return line_path().Field("item"); };
        ASSIGN_OR_RETURN(const PackInfo* pack, items_.Resolve(line.item(), item_path, violations_));
        if (pack == nullptr) continue;
        RETURN_IF_ERROR(Add(*pack, location, line.figures(), line_path,
                            [&] { return item_path().Field("gtin"); }));
      }
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
        RETURN_IF_ERROR(Open(sold.location_gln(), v1::SALES_COVERAGE_PARTIAL, line_path));
        if (!pack.has_value()) continue;
        RETURN_IF_ERROR(Add(*pack, exchange::GlnOf(sold.location_gln()), sold.figures(), line_path,
                            [&] { return item_path().Field("gtin"); }));
      }
    }
    return absl::OkStatus();
  }

  // Makes room for the section of a location at its first mention.
  absl::Status Open(const std::string& gln, v1::SalesCoverage coverage, LineItems::Path path) {
    const base::Gln location = exchange::GlnOf(gln);
    if (!open_.insert(location).second) return absl::OkStatus();
    const auto gln_path = [&] { return path().Field("location_gln"); };
    ASSIGN_OR_RETURN(const auto info, partners::ResolveLocation(transaction_, gln, base::Gln(),
                                                                gln_path(), violations_));
    if (!info.has_value()) return absl::OkStatus();
    RETURN_IF_ERROR(CheckDay(info->time_zone, gln));
    return Replace(location, coverage, gln_path);
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

  absl::Status Replace(base::Gln location, v1::SalesCoverage coverage, LineItems::Path path) {
    const int64_t supplier = submission_.supplier.value();
    std::optional<int64_t> known;
    RETURN_IF_ERROR(transaction_
                        .QueryOne(kFindRestatement, {supplier, day_, location.value()},
                                  [&](const store::Row& row) { known = row.integer(0); })
                        .status());
    if (known.has_value() && report_.restatement_number() <= *known) {
      violations_.Add(
          path(), v1::REASON_REPORT_OUTDATED,
          absl::StrCat("restatement ", *known, " of ", base::FormatDay(day_), " at ",
                       location.ToString(), " is known and ", report_.restatement_number(),
                       " is not higher; to correct it, send restatement_number ", *known + 1,
                       " with all of the section"));
    }
    if (!violations_.empty()) return absl::OkStatus();
    if (known.has_value()) {
      RETURN_IF_ERROR(
          transaction_.Execute(kDeleteSection, {supplier, day_, location.value()}).status());
    }
    return transaction_
        .Execute(kPutSection,
                 {supplier, day_, location.value(), coverage, report_.restatement_number(),
                  report_.currency_code(), submission_.document.document_id()})
        .status();
  }

  // One row. `line` is the path of what holds the figures, `item` that of the item.
  absl::Status Add(const PackInfo& pack, base::Gln location, const v1::SalesFigures& figures,
                   LineItems::Path line, LineItems::Path item) {
    const auto path = [&](std::string_view name) { return line().Field("figures").Field(name); };
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
    if (!seen_.emplace(location, pack.base, figures.promotion_code()).second) {
      violations_.Add(
          item(), v1::REASON_DUPLICATE_ITEM,
          absl::StrCat("item ", pack.base.ToString(), " (named as ", pack.gtin.ToString(),
                       ") with promotion \"", figures.promotion_code(), "\" stands twice for ",
                       location.ToString(), "; send one row, in one pack"));
    }
    if (!violations_.empty() || !sold.has_value()) return absl::OkStatus();
    return transaction_
        .Execute(
            kInsertDay,
            {submission_.supplier.value(), day_, location.value(), pack.base.value(),
             figures.promotion_code(), pack.measured(), *sold, returned, net,
             figures.has_minutes_on_shelf() ? std::optional<int64_t>(figures.minutes_on_shelf())
                                            : std::nullopt,
             figures.has_minutes_open() ? std::optional<int64_t>(figures.minutes_open())
                                        : std::nullopt})
        .status();
  }

  const Submission& submission_;
  store::Transaction& transaction_;
  const v1::SalesReport& report_;
  const base::Day day_;
  LineItems items_;
  const FieldPath root_{"sales_report"};

  Violations violations_;
  absl::flat_hash_set<base::Gln> open_;                    // locations that have come up
  absl::flat_hash_map<std::string, base::Day> last_days_;  // by zone
  bool in_future_ = false;
  // Rows of the report.
  absl::flat_hash_set<std::tuple<base::Gln, base::Gtin, std::string_view>> seen_;
};

}  // namespace

absl::Status SalesReportHandler::Apply(const Submission& submission,
                                       store::Transaction& transaction, exchange::Outcome&) {
  return Report(submission, transaction).Apply();
}

}  // namespace headwater::sales
