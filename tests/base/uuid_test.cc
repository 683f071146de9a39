#include "hub/base/uuid.h"

#include <gtest/gtest.h>

#include <set>

namespace headwater::base {
namespace {

TEST(Uuid, NewOnesAreVersion4AndDiffer) {
  SeededRandom random(7);
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewUuid(random);
    ASSERT_TRUE(IsUuid(uuid)) << uuid;
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string_view("89ab").find(uuid[19]), std::string_view::npos) << uuid;
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(Uuid, TheSameSeedGivesTheSameUuid) {
  SeededRandom a(9);
  SeededRandom b(9);
  EXPECT_EQ(NewUuid(a), NewUuid(b));
}

// SHA-256("abc") is ba7816bf-8f01-cfea-4141-40de5dae2223...
TEST(Uuid, NamesAreVersion8AndFixed) {
  EXPECT_EQ(NameUuid("abc"), "ba7816bf-8f01-8fea-8141-40de5dae2223");
  EXPECT_EQ(NameUuid(""), "e3b0c442-98fc-8c14-9afb-f4c8996fb924");
  EXPECT_NE(NameUuid("a"), NameUuid("b"));
}

TEST(Uuid, BytesAndTextSayTheSame) {
  constexpr std::string_view kText = "ba7816bf-8f01-8fea-8141-40de5dae2223";
  const std::optional<UuidBytes> bytes = ParseUuid(kText);
  ASSERT_TRUE(bytes.has_value());
  EXPECT_EQ(std::string(bytes->begin(), bytes->begin() + 2), "\xba\x78");
  EXPECT_EQ(bytes->back(), '\x23');
  SeededRandom random(7);
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = NewUuid(random);
    const std::optional<UuidBytes> parsed = ParseUuid(uuid);
    ASSERT_TRUE(parsed.has_value()) << uuid;
    EXPECT_EQ(FormatUuid(std::string_view(parsed->data(), parsed->size())), uuid);
  }
  EXPECT_EQ(FormatUuid(std::string(15, 'x')), std::nullopt);
  EXPECT_EQ(FormatUuid(std::string(17, 'x')), std::nullopt);
}

TEST(Uuid, OnlyCanonicalTextIsAUuid) {
  EXPECT_TRUE(IsUuid("00000000-0000-0000-0000-000000000000"));
  EXPECT_TRUE(IsUuid("ba7816bf-8f01-8fea-8141-40de5dae2223"));
  EXPECT_FALSE(IsUuid(""));
  EXPECT_FALSE(IsUuid("BA7816BF-8F01-8FEA-8141-40DE5DAE2223"));
  EXPECT_FALSE(IsUuid("{ba7816bf-8f01-8fea-8141-40de5dae2223}"));
  EXPECT_FALSE(IsUuid("ba7816bf8f018fea814140de5dae2223"));
  EXPECT_FALSE(IsUuid("ba7816bf-8f01-8fea-8141-40de5dae222g"));
  EXPECT_FALSE(IsUuid("ba7816bf-8f01-8fea-8141-40de5dae222"));
  EXPECT_FALSE(IsUuid("ba7816bf-8f01-8fea-8141-40de5dae22233"));
  EXPECT_FALSE(IsUuid("ba7816bf08f01-8fea-8141-40de5dae2223"));
}

}  // namespace
}  // namespace headwater::base
