#include "bench/peers/amqp_frame.h"

#include <string>

#include "gtest/gtest.h"

namespace headwater::bench::amqp {
namespace {

TEST(AmqpFrame, HasTypeChannelSizeAndEnd) {
  std::string bytes;
  FrameWriter(kMethod, 0x0102, bytes).Octet(7).ShortString("ab").LongString("c");
  EXPECT_EQ(bytes, std::string("\x01\x01\x02\0\0\0\x09"
                               "\x07\x02"
                               "ab\0\0\0\x01"
                               "c\xCE",
                               17));
}

TEST(AmqpFrame, IsReadBackWhenItIsWhole) {
  std::string bytes;
  FrameWriter(kHeader, 3, bytes).Short(0xABCD).Long(0x01020304).LongLong(1ULL << 63);
  const size_t first = bytes.size();
  FrameWriter(kBody, 3, bytes).Bytes("more");
  for (size_t size = 0; size < first; ++size) {
    EXPECT_FALSE(FirstFrame(std::string_view(bytes).substr(0, size)).has_value()) << size;
  }
  const auto frame = FirstFrame(bytes);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->type, kHeader);
  EXPECT_EQ(frame->channel, 3);
  EXPECT_EQ(frame->size, first);
  FieldReader fields(frame->payload);
  EXPECT_EQ(fields.Short(), 0xABCD);
  EXPECT_EQ(fields.Long(), 0x01020304u);
  EXPECT_EQ(fields.LongLong(), 1ULL << 63);
  EXPECT_TRUE(fields.ok());
  EXPECT_EQ(fields.Octet(), 0);
  EXPECT_FALSE(fields.ok()) << "nothing is left";
}

TEST(AmqpFrame, WithoutItsEndIsNone) {
  std::string bytes;
  FrameWriter(kBody, 1, bytes).Bytes("x");
  bytes.back() = 'x';
  const auto frame = FirstFrame(bytes);
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->size, 0u);
}

TEST(AmqpFrame, AStringLongerThanTheRestIsEmpty) {
  FieldReader fields(
      std::string_view("\x05"
                       "abc"));
  EXPECT_EQ(fields.ShortString(), "");
  EXPECT_FALSE(fields.ok());
}

}  // namespace
}  // namespace headwater::bench::amqp
