#include "hub/sales/sales_totals.h"

#include <algorithm>
#include <tuple>

#include "hub/base/error.h"

namespace headwater::sales {
namespace {

absl::Status AddTo(int64_t& sum, int64_t value) {
  if (!__builtin_add_overflow(sum, value, &sum)) return absl::OkStatus();
  return absl::InternalError("a total of sales is too large for 64 bits; ask for fewer days");
}

absl::Status AddTo(std::optional<int64_t>& sum, std::optional<int64_t> value) {
  if (!value.has_value()) return absl::OkStatus();
  if (!sum.has_value()) sum = 0;
  return AddTo(*sum, *value);
}

}  // namespace

int64_t SalesTotals::ValueOf(const ScannedRow& row) const {
  switch (dimension_) {
    case v1::SALES_DIMENSION_LOCATION:
      return row.location.value();
    case v1::SALES_DIMENSION_DAY:
      return row.day;
    case v1::SALES_DIMENSION_SUPPLIER:
      return row.supplier.value();
    default:
      return row.gtin.value();
  }
}

bool SalesTotals::SameItemDay(const ScannedRow& row) const {
  const ScannedRow& first = open_->first;
  return row.day == first.day && row.gtin == first.gtin && row.location == first.location &&
         row.supplier == first.supplier;
}

absl::Status SalesTotals::Add(const ScannedRow& row) {
  if (open_.has_value() && !SameItemDay(row)) RETURN_IF_ERROR(Close());
  if (!open_.has_value()) {
    open_ = {.first = row, .key = {ValueOf(row), std::string(row.currency)}, .sums = {}};
    open_->first.currency = {};
    open_->quantities = dimension_ == v1::SALES_DIMENSION_ITEM || !row.measured;
  }
  ItemDay& item = *open_;
  if (item.quantities) {
    RETURN_IF_ERROR(AddTo(item.sums.sold, row.sold));
    RETURN_IF_ERROR(AddTo(item.sums.returned, row.returned));
  }
  RETURN_IF_ERROR(AddTo(item.sums.net_micros, row.net_micros));
  const bool shelf_known = row.minutes_on_shelf.has_value() && row.minutes_open.has_value();
  item.stock_out |= shelf_known && *row.minutes_on_shelf < *row.minutes_open;
  item.shelf_known &= shelf_known;
  item.returned_known &= item.quantities && row.returned.has_value();
  item.net_known &= row.net_micros.has_value();
  return absl::OkStatus();
}

absl::Status SalesTotals::Close() {
  const ItemDay& item = *open_;
  SalesTotal& total = totals_[item.key];
  RETURN_IF_ERROR(AddTo(total.sold, item.sums.sold));
  RETURN_IF_ERROR(AddTo(total.returned, item.sums.returned));
  RETURN_IF_ERROR(AddTo(total.net_micros, item.sums.net_micros));
  ++total.reported;
  total.stock_out += item.stock_out ? 1 : 0;
  total.returned_known += item.returned_known ? 1 : 0;
  total.net_known += item.net_known ? 1 : 0;
  total.shelf_known += item.stock_out || item.shelf_known ? 1 : 0;
  total.in_money_alone += item.quantities ? 0 : 1;
  open_.reset();
  return absl::OkStatus();
}

absl::StatusOr<std::vector<SalesTotals::Entry>> SalesTotals::Take(size_t most) {
  if (open_.has_value()) RETURN_IF_ERROR(Close());
  std::vector<Entry> entries;
  entries.reserve(totals_.size());
  for (const auto& [key, total] : totals_) entries.push_back({key.first, key.second, total});
  const auto before = [by_day = dimension_ == v1::SALES_DIMENSION_DAY](const Entry& a,
                                                                       const Entry& b) {
    const int64_t a_net = by_day ? 0 : a.total.net_micros.value_or(0);
    const int64_t b_net = by_day ? 0 : b.total.net_micros.value_or(0);
    return std::tie(b_net, a.value, a.currency) < std::tie(a_net, b.value, b.currency);
  };
  std::sort(entries.begin(), entries.end(), before);
  if (entries.size() > most) entries.resize(most);
  return entries;
}

}  // namespace headwater::sales
