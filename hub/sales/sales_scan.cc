#include "hub/sales/sales_scan.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_set.h"
#include "hub/base/error.h"
#include "hub/sales/sales_slot.h"
#include "hub/sales/sales_statements.h"

namespace headwater::sales {
namespace {

using store::Row;
using Each = absl::FunctionRef<absl::Status(const ScannedRow&)>;

// One supplier's rows.
class Scan {
 public:
  struct Supplier {
    base::Gln gln;
    int64_t number;
    int64_t series_count;
  };

  Scan(store::Reader& reader, const ScanRange& range, const Supplier& supplier)
      : reader_(reader), range_(range), supplier_(supplier) {}

  absl::Status Run(Each each) {
    RETURN_IF_ERROR(LoadSections());
    if (currencies_.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(LoadSeries());
    if (series_.empty()) return absl::OkStatus();
    if (static_cast<int64_t>(series_.size()) == supplier_.series_count) {
      return Between(Slot(first_day_, series_.front()),
                     Slot(last_day_, series_.back()) + kSeriesSpan - 1, each);
    }
    for (base::Day day = first_day_; day <= last_day_; day += kStretchDays) {
      RETURN_IF_ERROR(OfStretch(day, each));
    }
    return absl::OkStatus();
  }

 private:
  struct Series {
    int64_t slot;
    base::Gln location;
    base::Gtin gtin;
    bool measured;
  };

  absl::Status LoadSections() {
    RETURN_IF_ERROR(reader_.Query(kScanSections,
                                  {supplier_.gln.value(), range_.first_day, range_.last_day,
                                   range_.first_location, range_.last_location},
                                  [&](const Row& row) {
                                    const base::Day day = row.integer(0);
                                    if (currencies_.empty()) first_day_ = day;
                                    last_day_ = day;
                                    const std::string& currency =
                                        *currency_names_.emplace(row.text(2)).first;
                                    currencies_.emplace(std::pair(row.integer(1), day), currency);
                                    return absl::OkStatus();
                                  }));
    // To the beginning of its stretch.
    first_day_ -= first_day_ % kStretchDays;
    return absl::OkStatus();
  }

  absl::Status LoadSeries() {
    RETURN_IF_ERROR(reader_.Query(
        kScanSeries, {supplier_.gln.value(), range_.first_location, range_.last_location},
        [&](const Row& row) {
          series_.push_back({row.integer(2), base::Gln(row.integer(0)), base::Gtin(row.integer(1)),
                             row.integer(3) != 0});
          return absl::OkStatus();
        }));
    std::sort(series_.begin(), series_.end(),
              [](const Series& a, const Series& b) { return a.slot < b.slot; });
    return absl::OkStatus();
  }

  int64_t Slot(base::Day day, const Series& series) const {
    return SectionSlot(supplier_.number, day - day % kStretchDays) + series.slot;
  }

  // The wanted series of one stretch, each run of neighbours at once.
  absl::Status OfStretch(base::Day day, Each each) {
    for (size_t first = 0, last = 0; first < series_.size(); first = ++last) {
      while (last + 1 < series_.size() &&
             series_[last + 1].slot == series_[last].slot + SeriesSlot(1)) {
        ++last;
      }
      RETURN_IF_ERROR(
          Between(Slot(day, series_[first]), Slot(day, series_[last]) + kSeriesSpan - 1, each));
    }
    return absl::OkStatus();
  }

  absl::Status Between(int64_t first_slot, int64_t last_slot, Each each) {
    return reader_.Query(kScanRows, {first_slot, last_slot}, [&](const Row& row) -> absl::Status {
      const int64_t slot = row.integer(0);
      const base::Day day = DayOfSlot(slot);
      if (day < range_.first_day || day > range_.last_day) return absl::OkStatus();
      const Series* series = Find(SeriesSlot(SeriesNumberOf(slot)));
      if (series == nullptr) return absl::OkStatus();
      const auto currency = currencies_.find(std::pair(series->location.value(), day));
      if (currency == currencies_.end()) {
        return absl::InternalError("sales of a day that was not reported; run headwater verify");
      }
      return each({.supplier = supplier_.gln,
                   .location = series->location,
                   .gtin = series->gtin,
                   .day = day,
                   .measured = series->measured,
                   .currency = currency->second,
                   .sold = row.integer(1),
                   .returned = row.optional_integer(2),
                   .net_micros = row.optional_integer(3),
                   .minutes_on_shelf = row.optional_integer(4),
                   .minutes_open = row.optional_integer(5)});
    });
  }

  // Mostly that of the row before, or the one after it.
  const Series* Find(int64_t slot) {
    if (series_[at_].slot != slot && at_ + 1 < series_.size()) ++at_;
    if (series_[at_].slot == slot) return &series_[at_];
    const auto found =
        std::lower_bound(series_.begin(), series_.end(), slot,
                         [](const Series& series, int64_t of) { return series.slot < of; });
    if (found == series_.end() || found->slot != slot) return nullptr;
    at_ = static_cast<size_t>(found - series_.begin());
    return &*found;
  }

  store::Reader& reader_;
  const ScanRange& range_;
  const Supplier& supplier_;
  base::Day first_day_ = 0;
  base::Day last_day_ = 0;
  absl::node_hash_set<std::string> currency_names_;
  absl::flat_hash_map<std::pair<int64_t, base::Day>, std::string_view> currencies_;
  std::vector<Series> series_;  // in the order of their slots
  size_t at_ = 0;
};

}  // namespace

absl::Status ScanSales(store::Reader& reader, const ScanRange& range, Each row) {
  std::vector<Scan::Supplier> suppliers;
  RETURN_IF_ERROR(reader.Query(
      kScanSuppliers, {range.first_supplier, range.last_supplier}, [&](const Row& found) {
        suppliers.push_back({base::Gln(found.integer(0)), found.integer(1), found.integer(2)});
        return absl::OkStatus();
      }));
  for (const Scan::Supplier& supplier : suppliers) {
    RETURN_IF_ERROR(Scan(reader, range, supplier).Run(row));
  }
  return absl::OkStatus();
}

}  // namespace headwater::sales
