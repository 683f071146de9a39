#include "hub/exchange/values.h"

#include <cstdint>
#include <limits>

#include "gtest/gtest.h"

namespace headwater::exchange {
namespace {

TEST(ValuesTest, Keys) {
  EXPECT_EQ(GtinOf("4000001000012").value(), 4000001000012);
  EXPECT_EQ(GtinOf("04000001000012"), GtinOf("4000001000012"));
  EXPECT_EQ(GlnOf("4000001000005").ToString(), "4000001000005");
  EXPECT_EQ(SsccOf("340000010000000013").value(), 340000010000000013);
}

TEST(ValuesTest, WhatIsNoKeyIsZero) {
  for (const char* text : {"", "-", "abc", "400000100000x", " 4000001000005", "-4000001000005",
                           "9999999999999999999", "00000000000000000001"}) {
    EXPECT_EQ(GlnOf(text).value(), 0) << text;
  }
}

TEST(ValuesTest, Days) {
  v1::Date date;
  date.set_year(2024);
  date.set_month(2);
  date.set_day(29);
  EXPECT_EQ(DayOf(date), 19782);
  EXPECT_EQ(DateOf(0).ShortDebugString(), "year: 1970 month: 1 day: 1");
  for (int64_t day = 0; day < 400'000; day += 37) ASSERT_EQ(DayOf(DateOf(day)), day);
}

TEST(ValuesTest, Instants) {
  for (const int64_t micros :
       {int64_t{0}, int64_t{1}, int64_t{1'717'200'000'000'005}, int64_t{253'402'300'799'999'999},
        int64_t{-1}, int64_t{-1'500'000}}) {
    const google::protobuf::Timestamp time = TimestampOf(micros);
    EXPECT_GE(time.nanos(), 0);
    EXPECT_LT(time.nanos(), 1'000'000'000);
    EXPECT_EQ(MicrosOf(time), micros);
    EXPECT_EQ(MicrosOf(TimeOf(time)), micros);
  }
}

TEST(ValuesTest, AnInstantIsCutToMicros) {
  google::protobuf::Timestamp time;
  time.set_seconds(1);
  time.set_nanos(1'999);
  EXPECT_EQ(MicrosOf(time), 1'000'001);
  EXPECT_EQ(absl::ToUnixNanos(TimeOf(time)), 1'000'001'999);
}

TEST(ValuesTest, Amounts) {
  v1::Quantity pieces;
  pieces.set_count(-7);
  EXPECT_EQ(AmountOf(pieces).value, -7);
  EXPECT_EQ(AmountOf(pieces).unit, "");
  EXPECT_EQ(QuantityOf({-7, ""}).ShortDebugString(), pieces.ShortDebugString());

  v1::Quantity weight;
  weight.mutable_measure()->set_value_micros(1'500'000);
  weight.mutable_measure()->set_unit_code("KGM");
  EXPECT_EQ(AmountOf(weight).value, 1'500'000);
  EXPECT_EQ(AmountOf(weight).unit, "KGM");
  EXPECT_EQ(QuantityOf(AmountOf(weight)).ShortDebugString(), weight.ShortDebugString());

  EXPECT_TRUE(QuantityOf({0, ""}).has_count());
}

}  // namespace
}  // namespace headwater::exchange
