// What holds for sales, as functions of values alone.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "absl/time/time.h"
#include "headwater/v1/sales.pb.h"
#include "hub/base/date.h"

namespace headwater::sales {

// The last business day that has begun in the zone at this instant, by a clock that may
// be as much ahead as exchange's kClockSkewMax allows. A later one is PERIOD_IN_FUTURE.
// nullopt: there is no such zone.
std::optional<base::Day> LastDayIn(std::string_view time_zone, absl::Time commit_time);

// Whether an item cannot have been on the shelf for longer than the doors were open.
// Where one of the two is not known, nothing is wrong.
bool MinutesFit(const v1::SalesFigures& figures);

// What a ticket line comes to, exactly: `quantity` is pieces of its pack, or millionths
// of its unit (`measured`; rounded half to even). A return is negative. nullopt: it does
// not fit the money that a ticket can hold.
std::optional<int64_t> LineAmount(v1::TicketLineType type, int64_t quantity, bool measured,
                                  int64_t unit_price_micros);

// The most that a line or ticket comes to, either way: ten thousand million.
inline constexpr int64_t kAmountMicrosMax = 10'000'000'000'000'000;

}  // namespace headwater::sales
