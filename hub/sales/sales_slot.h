// The place of a row of sales in its table: one number. It is a sum, of what the section
// of a day and location gives and of what the series of an item gives, so that a statement
// finds a row with one addition.
//
// Two wishes pull apart. A day is written fastest into a key that begins with the day: all
// of it goes to one end of the table. One item's history is read fastest from a key that
// begins with the item. The slot goes by stretches of days, and inside a stretch by item:
// a day dirties a few pages more than by day alone, and a history is one look a stretch.
//
//   bits   62..47     46..33    32..8    7..4             3..0
//          supplier   stretch   series   day in stretch   place
//
// The supplier comes first, so that the table can be split between suppliers.
#pragma once

#include <cstdint>

#include "hub/base/date.h"

namespace headwater::sales {

// Days of a stretch. More of them make a history faster to read and a day slower to write:
// with 8, two years take half as long again to read, and a day is written in two thirds of
// the time (tests/bench/run --only sales).
inline constexpr int kStretchDays = 16;
// Rows of one item, location and day, by promotion, in the order of their codes.
inline constexpr int kPlacesMax = 16;
// Numbers begin at 1.
inline constexpr int64_t kSupplierNumberMax = (int64_t{1} << 16) - 1;
inline constexpr int64_t kSeriesNumberMax = (int64_t{1} << 25) - 1;
// 2687-09-22. No report is of a later day than its commit, or an earlier one than 0.
inline constexpr base::Day kSlotDayMax = (base::Day{1} << 14) * kStretchDays - 1;

// What the section gives, of a day from 0 to kSlotDayMax.
constexpr int64_t SectionSlot(int64_t supplier_number, base::Day day) {
  return (supplier_number << 47) | (day / kStretchDays << 33) | (day % kStretchDays << 4);
}
// What the series gives. Series are numbered for each supplier.
constexpr int64_t SeriesSlot(int64_t series_number) { return series_number << 8; }
// Slots that a series has in a stretch.
inline constexpr int64_t kSeriesSpan = kStretchDays * kPlacesMax;
// From one stretch to the next, all else being the same.
inline constexpr int64_t kStretchStep = int64_t{1} << 33;

constexpr int64_t SeriesNumberOf(int64_t slot) { return slot >> 8 & kSeriesNumberMax; }
constexpr base::Day DayOfSlot(int64_t slot) {
  return (slot >> 33 & 0x3FFF) * kStretchDays + (slot >> 4 & 0xF);
}

}  // namespace headwater::sales
