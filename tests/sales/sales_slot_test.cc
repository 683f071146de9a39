#include "hub/sales/sales_slot.h"

#include <gtest/gtest.h>

#include <tuple>
#include <vector>

#include "hub/base/date.h"
#include "rapidcheck/gtest.h"

namespace headwater::sales {
namespace {

TEST(SalesSlot, TheEndsFitIntoAPositiveNumber) {
  EXPECT_GT(SectionSlot(1, 0) + SeriesSlot(1), 0);
  const int64_t last = SectionSlot(kSupplierNumberMax, kSlotDayMax) + SeriesSlot(kSeriesNumberMax) +
                       (kPlacesMax - 1);
  EXPECT_EQ(DayOfSlot(last), kSlotDayMax);
  EXPECT_EQ(SeriesNumberOf(last), kSeriesNumberMax);
  EXPECT_GT(last, 0);
  EXPECT_EQ(base::FormatDay(kSlotDayMax), "2687-09-22");
}

TEST(SalesSlot, AStretchIsOneStep) {
  const int64_t slot = SectionSlot(3, 20'000) + SeriesSlot(7);
  EXPECT_EQ(SectionSlot(3, 20'000 + kStretchDays) + SeriesSlot(7), slot + kStretchStep);
}

// Supplier, stretch, series, day, place: in this order, whatever they are.
RC_GTEST_PROP(SalesSlot, SortsAsItsParts, ()) {
  using Parts = std::tuple<int64_t, int64_t, int64_t, base::Day, int64_t>;
  const auto parts = [] {
    const base::Day day = *rc::gen::inRange<base::Day>(0, kSlotDayMax + 1);
    return Parts(*rc::gen::inRange<int64_t>(1, kSupplierNumberMax + 1), day / kStretchDays,
                 *rc::gen::inRange<int64_t>(1, kSeriesNumberMax + 1), day,
                 *rc::gen::inRange<int64_t>(0, kPlacesMax));
  };
  const auto slot = [](const Parts& of) {
    const auto& [supplier, stretch, series, day, place] = of;
    return SectionSlot(supplier, day) + SeriesSlot(series) + place;
  };
  const Parts a = parts();
  const Parts b = parts();
  RC_ASSERT((slot(a) < slot(b)) == (a < b));
  RC_ASSERT(DayOfSlot(slot(a)) == std::get<3>(a));
  RC_ASSERT(SeriesNumberOf(slot(a)) == std::get<2>(a));
}

}  // namespace
}  // namespace headwater::sales
